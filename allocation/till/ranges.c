/* A range of runs: what each group has at least in any of them, and at most. */

#include "till.h"

#define CLOSE 0x1p-22 /* of a payment: bounds need not be nearer */

/* A certain lower bound of the payment, from supporters' most money in `held`. */
static double at_least(const double *held, const Backing *b, double start) {
    double payment = start, slope;
    for (int i = 0; i < MOST_ITERATIONS; i++) {
        double reached = paid(held, b, payment, &slope) * (1 + b->rounding);
        double missing = b->cost - reached, before = payment;
        if (missing <= 0)
            break;
        if (slope == 0)
            return INFINITY;
        payment = (payment + missing / slope) * (1 - A_BIT);
        if (payment <= before * (1 + CLOSE))
            break;
    }
    return fmax(payment, start);
}

/* An upper bound, from their least money; infinite: perhaps unaffordable. */
static double at_most(const double *held, const Backing *b, double start) {
    double payment = start * (1 + CLOSE), slope;
    for (int i = 0; i < MOST_ITERATIONS; i++) {
        double reached = paid(held, b, payment, &slope) * (1 - b->rounding);
        double missing = b->cost - reached;
        if (missing <= 0)
            return payment;
        if (slope == 0)
            break;
        payment = (payment + missing / slope) * (1 + CLOSE);
    }
    return INFINITY;
}

/* Note between which payments each project may be the next; return how many may be. */
Py_ssize_t look_at_range(const Till *till, const Range *range, Next *nexts) {
    double *keys = range->keys, *held = range->held, best = INFINITY;
    Bounds *bounds = range->bounds;
    Py_ssize_t number = 0;
    for (Py_ssize_t i = 0; i < till->projects; i++)
        bounds[i] = (Bounds){.high = INFINITY};
    for (;;) { /* by rising bounds, each as near as it can be */
        Py_ssize_t place = -1;
        double low = INFINITY;
        for (Py_ssize_t i = 0; i < till->projects; i++)
            if (!bounds[i].has_high && keys[i] < low)
                low = keys[i], place = i;
        if (place < 0 || low > best)
            break;
        Backing b = backing_of(till, place);
        Bounds *known = &bounds[place];
        if (!known->has_low) {
            known->has_low = 1;
            take(range->most, &b, held);
            double payment = at_least(held, &b, low * b.unit);
            keys[place] = fmax(low, payment / b.unit * (1 - A_BIT));
            continue;
        }
        take(range->least, &b, held);
        known->has_high = 1;
        known->high = at_most(held, &b, low * b.unit) / b.unit * (1 + A_BIT);
        best = fmin(best, known->high);
    }
    for (Py_ssize_t i = 0; i < till->projects; i++) {
        Backing b = backing_of(till, i);
        if (bounds[i].has_high && keys[i] <= best && keys[i] < INFINITY)
            nexts[number++] = (Next){
                i,
                keys[i] * b.unit * (1 - A_BIT),
                fmin(best, bounds[i].high) * b.unit * (1 + A_BIT),
            };
    }
    return number;
}

/* Take out, for good, what nobody of a range can buy. */
void take_out_unaffordable(const Till *till, double *keys, const double *most,
                           double *held) {
    for (Py_ssize_t place = 0; place < till->projects; place++) {
        if (keys[place] == INFINITY)
            continue;
        Backing b = backing_of(till, place);
        take(most, &b, held);
        if (sum_of(held, &b) * (1 + b.rounding) < b.cost)
            keys[place] = INFINITY;
    }
}
