/* juki-certificate FILE.pdf [TEMPLATE]: draws the certificate that stands on standard input, a
 * CertificateReply as JSON. A program of its own, so that no service carries a font. It draws all of a text
 * or nothing: a name that has no glyph, or does not fit its box, is an error. */
#include "deploy/certificate/field.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const double POINTS_PER_MM = 72.0 / 25.4;
static const double SIZE_LEAST = 5.0; /* points: smaller cannot be read */
static const double SIZE_STEP = 0.5;
static const double MARGIN_MM = 1.0;

typedef struct sheet {
    cairo_t *cairo;
    PangoLayout *layout;
    const char *font;
    json_t *page;
    json_t *person; /* NULL outside a person's block */
    double x;       /* of the block, mm */
    double y;
} sheet;

static bool complain(const char *what, const char *where)
{
    (void)fprintf(stderr, "juki-certificate: %s: %s\n", what, where);
    return false;
}

static double number(const json_t *object, const char *name)
{
    return json_number_value(json_object_get(object, name));
}

static const char *text(const json_t *object, const char *name)
{
    const char *value = json_string_value(json_object_get(object, name));
    return value == NULL ? "" : value;
}

/* The largest size, up to the template's, at which the text stays inside. */
static bool fit(const sheet *s, double size, double width, double height)
{
    while (size >= SIZE_LEAST) {
        PangoRectangle extents;
        PangoFontDescription *font = pango_font_description_from_string(s->font);
        pango_font_description_set_absolute_size(font, size * PANGO_SCALE);
        pango_layout_set_font_description(s->layout, font);
        pango_font_description_free(font);
        pango_layout_get_extents(s->layout, NULL, &extents);
        if (extents.width <= width * PANGO_SCALE && extents.height <= height * PANGO_SCALE) {
            return true;
        }
        size -= SIZE_STEP;
    }
    return false;
}

static void align(const sheet *s, const char *how)
{
    pango_layout_set_alignment(s->layout, strcmp(how, "center") == 0  ? PANGO_ALIGN_CENTER
                                          : strcmp(how, "right") == 0 ? PANGO_ALIGN_RIGHT
                                                                      : PANGO_ALIGN_LEFT);
}

static bool draw_text(const sheet *s, const json_t *box, const char *filled)
{
    double width = (number(box, "width") - 2 * MARGIN_MM) * POINTS_PER_MM;
    double height = number(box, "height") * POINTS_PER_MM;
    PangoRectangle extents;
    pango_layout_set_text(s->layout, filled, -1);
    pango_layout_set_width(s->layout, (int)(width * PANGO_SCALE));
    pango_layout_set_wrap(s->layout, PANGO_WRAP_WORD_CHAR);
    align(s, text(box, "align"));
    if (!fit(s, number(box, "size"), width, height)) {
        return complain("does not fit its box", text(box, "text"));
    }
    if (pango_layout_get_unknown_glyphs_count(s->layout) > 0) {
        return complain("the font lacks a character", text(box, "text"));
    }
    pango_layout_get_extents(s->layout, NULL, &extents);
    cairo_move_to(s->cairo, (s->x + number(box, "x") + MARGIN_MM) * POINTS_PER_MM,
                  (s->y + number(box, "y")) * POINTS_PER_MM +
                      (height - (double)extents.height / PANGO_SCALE) / 2);
    pango_cairo_show_layout(s->cairo, s->layout);
    return true;
}

static void draw_border(const sheet *s, const json_t *box)
{
    cairo_set_line_width(s->cairo, 0.5);
    cairo_rectangle(s->cairo, (s->x + number(box, "x")) * POINTS_PER_MM,
                    (s->y + number(box, "y")) * POINTS_PER_MM, number(box, "width") * POINTS_PER_MM,
                    number(box, "height") * POINTS_PER_MM);
    cairo_stroke(s->cairo);
}

static bool draw_boxes(const sheet *s, const json_t *boxes)
{
    size_t i = 0;
    json_t *box = NULL;
    json_array_foreach(boxes, i, box)
    {
        char *filled = field_fill(text(box, "text"), s->page, s->person);
        if (filled == NULL) {
            return complain("unknown field", text(box, "text"));
        }
        if (json_is_true(json_object_get(box, "border"))) {
            draw_border(s, box);
        }
        bool drawn = draw_text(s, box, filled);
        free(filled);
        if (!drawn) {
            return false;
        }
    }
    return true;
}

static bool draw_person(const sheet *s, const json_t *reply, const json_t *person, const json_t *template,
                        size_t place)
{
    const json_t *block = json_object_get(template, "person");
    const json_t *boxes = json_object_get(block, field_is_foreign(person) ? "foreign_box" : "box");
    sheet at = *s;
    if (boxes == NULL) {
        return complain("the template has no boxes for a foreign resident", "foreign_box");
    }
    at.x = number(block, "x");
    at.y = number(block, "y") + (double)place * number(block, "pitch");
    at.person = field_of_person(reply, person, template);
    bool drawn = draw_boxes(&at, boxes);
    json_decref(at.person);
    return drawn;
}

static bool draw_page(const sheet *s, const json_t *reply, const json_t *template, size_t page, size_t pages)
{
    const json_t *persons = json_object_get(reply, "person");
    size_t per_page = (size_t)number(json_object_get(template, "person"), "per_page");
    (void)json_object_set_new(s->page, "page", json_sprintf("%zu", page + 1));
    (void)json_object_set_new(s->page, "pages", json_sprintf("%zu", pages));
    bool drawn = draw_boxes(s, json_object_get(template, "page"));
    for (size_t i = 0; drawn && i < per_page && page * per_page + i < json_array_size(persons); i++) {
        drawn = draw_person(s, reply, json_array_get(persons, page * per_page + i), template, i);
    }
    /* 認証文 stands on the last sheet only */
    if (drawn && page + 1 == pages) {
        drawn = draw_boxes(s, json_object_get(template, "last"));
    }
    cairo_show_page(s->cairo);
    return drawn;
}

static bool draw(const json_t *reply, const json_t *template, const char *path)
{
    const json_t *paper = json_object_get(template, "paper");
    size_t persons = json_array_size(json_object_get(reply, "person"));
    size_t per_page = (size_t)number(json_object_get(template, "person"), "per_page");
    const char *office = getenv("JUKI_CERTIFICATE_OFFICE");
    const char *mayor = getenv("JUKI_CERTIFICATE_MAYOR");
    if (per_page == 0 || persons == 0 || office == NULL || mayor == NULL) {
        return complain("needs persons, a template with per_page, and",
                        "JUKI_CERTIFICATE_OFFICE, JUKI_CERTIFICATE_MAYOR");
    }
    cairo_surface_t *surface = cairo_pdf_surface_create(path, number(paper, "width") * POINTS_PER_MM,
                                                        number(paper, "height") * POINTS_PER_MM);
    sheet s = {.cairo = cairo_create(surface), .font = text(template, "font")};
    s.layout = pango_cairo_create_layout(s.cairo);
    s.page = field_of_page(reply, template);
    (void)json_object_set_new(s.page, "office", json_string(office));
    (void)json_object_set_new(s.page, "mayor", json_string(mayor));
    bool drawn = true;
    size_t pages = (persons + per_page - 1) / per_page;
    for (size_t page = 0; drawn && page < pages; page++) {
        drawn = draw_page(&s, reply, template, page, pages);
    }
    json_decref(s.page);
    g_object_unref(s.layout);
    cairo_destroy(s.cairo);
    cairo_surface_finish(surface);
    if (drawn && cairo_surface_status(surface) != CAIRO_STATUS_SUCCESS) {
        drawn = complain("cannot be written", path);
    }
    cairo_surface_destroy(surface);
    return drawn;
}

#ifdef JU_ASAN
/* Pango asks fontconfig in threads of its own, which still hold its lists when we end. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libfontconfig.so\n";
}
#endif

int main(int argc, char **argv)
{
    const char *layout = argc > 2 ? argv[2] : getenv("JUKI_CERTIFICATE_TEMPLATE");
    json_error_t error;
    if (argc < 2 || layout == NULL) {
        (void)complain("usage", "FILE.pdf TEMPLATE, or JUKI_CERTIFICATE_TEMPLATE");
        return 2;
    }
    json_t *template = json_load_file(layout, 0, &error);
    json_t *reply = json_loadf(stdin, 0, &error);
    bool drawn = template != NULL && reply != NULL ? draw(reply, template, argv[1])
                                                   : complain("template or input is no JSON", layout);
    json_decref(template);
    json_decref(reply);
    if (!drawn) {
        (void)unlink(argv[1]);
    }
    return drawn ? 0 : 1;
}
