#ifndef KIOSK_ASK_H
#define KIOSK_ASK_H

/*
 * peer-kiosk --ask KIND [WORD...]: asks as a kiosk does and prints the answer as JSON. KIND is
 * residence-record or residence-items; words: household, domicile, relationship, individual-number,
 * resident-code. The serial of the 利用者証明用電子証明書 comes by standard input. The peer itself must run:
 * it takes the answer. Exit code: 0 issued, 1 refused, 64 usage, 70 no answer or no way to ask.
 */
int kiosk_ask(int argc, char **argv);

#endif
