#include "services/delivery/deadline.h"

ju_date delivery_erase_on(const ju_calendar *calendar, ju_date handed_on, ju_date confirmed_on,
                          int64_t business_days)
{
    ju_date due = ju_calendar_business_day_after(calendar, confirmed_on, business_days);
    ju_date last = ju_date_add_days(handed_on, DELIVERY_LAST_DAY);
    due = ju_date_compare(due, last) > 0 ? last : due;
    return ju_date_compare(due, confirmed_on) < 0 ? confirmed_on : due;
}

ju_date delivery_near_since(ju_date today, int64_t days_before)
{
    return ju_date_add_days(today, (int)days_before - DELIVERY_LAST_DAY);
}
