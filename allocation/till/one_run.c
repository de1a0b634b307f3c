/* One run of equal shares, until it ends or a climb is sure to go on past it. */

#include "till.h"

#define BESIDE 0x1p-12 /* how far around a max payment is looked at */
#define TINY 0x1p-900  /* stands for "perhaps nothing" */

/* A certain lower bound of the key, from a tangent where it would be `key`. */
static double tangent(const Run *run, const Backing *b, double key) {
    double payment = key * b->unit, slope;
    double reached = paid(run->held, b, payment, &slope) * (1 + b->rounding);
    double missing = b->cost - reached - run->errors;
    if (missing <= 0)
        return 0;
    if (slope == 0)
        return INFINITY;
    return (payment + missing / slope) / b->unit * (1 - A_BIT) * (1 - A_BIT);
}

/* Find the max payment by Newton's method from below; `run->held` is what they have. */
static void appraise(const Run *run, const Backing *b, double low, Offer *offer) {
    double payment = low * b->unit, missing = b->cost, slope = 0, flatter;
    *offer = (Offer){.low = low, .high = INFINITY, .is_looked_at = 1};
    for (int i = 0; i < MOST_ITERATIONS; i++) {
        missing = b->cost - paid(run->held, b, payment, &slope);
        double following = slope > 0 ? payment + missing / slope : payment;
        if (fabs(missing) <= b->rounding * b->cost || following <= payment)
            break;
        payment = following;
    }
    flatter = slope_at(run->held, b, payment * (1 + BESIDE));
    offer->loss = fabs(missing) + 2 * b->rounding * b->cost;
    offer->off = (offer->loss + run->errors) / fmax(flatter, 1);
    offer->payment = payment;
    /* So far around the payment R is at least that steep. */
    if (flatter == 0 || offer->off + run->errors > payment * (BESIDE / 4)) {
        double held = sum_of(run->held, b);
        if (held * (1 + b->rounding) + run->errors < b->cost)
            offer->low = INFINITY;
        return;
    }
    offer->is_crisp = flatter == slope_at(run->held, b, payment * (1 - BESIDE));
    offer->low =
        fmax(low, (payment - offer->off) / b->unit * (1 - A_BIT) * (1 - A_BIT));
    offer->high = (payment + offer->off) / b->unit * (1 + A_BIT) * (1 + A_BIT);
}

/* The place to look at next: the lowest bound of those not looked at; -1: none. */
static Py_ssize_t lowest_of(const Till *till, const Run *run) {
    Py_ssize_t place = -1;
    double low = INFINITY;
    for (Py_ssize_t i = 0; i < till->projects; i++)
        if (!run->offers[i].is_looked_at && run->bounds[i] < low)
            low = run->bounds[i], place = i;
    return place;
}

/* Look at every project that may be the best one; return the best key for certain. */
static double look(const Till *till, Run *run) {
    double best = INFINITY;
    for (Py_ssize_t i = 0; i < till->projects; i++)
        run->offers[i].is_looked_at = 0;
    Py_ssize_t place = lowest_of(till, run);
    while (place >= 0 && run->bounds[place] <= best) {
        Backing b = backing_of(till, place);
        take(run->money, &b, run->held);
        run->comparisons++;
        if (best < INFINITY)
            run->bounds[place] = fmax(run->bounds[place], tangent(run, &b, best));
        if (run->bounds[place] <= best) {
            appraise(run, &b, run->bounds[place], &run->offers[place]);
            run->bounds[place] = run->offers[place].low;
            best = fmin(best, run->offers[place].high);
        }
        place = lowest_of(till, run);
    }
    return best;
}

static double margin_of(const Run *run, const Offer *offer, double weight) {
    return (offer->off + offer->payment * A_BIT) * weight + run->errors;
}

/* The weight of those who have anything; -1 unless all of them pay in full. */
static int64_t payers_of(const Till *till, const Run *run, Py_ssize_t place) {
    Backing b = backing_of(till, place);
    const Offer *offer = &run->offers[place];
    double payers = 0;
    if (offer->high == INFINITY)
        return -1;
    for (Py_ssize_t i = 0; i < b.size; i++) {
        double has = run->money[b.groups[i]];
        if (has == 0)
            continue;
        if (has - offer->payment * b.weights[i] <= margin_of(run, offer, b.weights[i]))
            return -1;
        payers += (double)b.counts[i] * b.weights[i];
    }
    return (int64_t)payers;
}

/* Whether one key is smaller, cost / (unit * payers), exactly. */
static int is_better(const Backing *one, int64_t payers, const Backing *other,
                     int64_t others) {
    if (one->unit != 1 || other->unit != 1) /* the unit is the cost */
        return payers > others;
    return (unsigned __int128)one->cost * (unsigned __int128)others <
           (unsigned __int128)other->cost * (unsigned __int128)payers;
}

/* Return the place of the best offer; -1: floats cannot tell. */
static Py_ssize_t leader_of(const Till *till, Run *run, double best) {
    Py_ssize_t leader = -1, number = 0;
    int64_t most = -1;
    for (Py_ssize_t i = 0; i < till->projects; i++)
        if (run->offers[i].is_looked_at && run->offers[i].low <= best &&
            run->offers[i].low < INFINITY)
            leader = i, number++;
    if (number == 1)
        return best < INFINITY ? leader : -1;
    run->fallbacks++;
    leader = -1;
    for (Py_ssize_t i = 0; i < till->projects; i++) {
        if (!run->offers[i].is_looked_at || run->offers[i].low > best)
            continue;
        int64_t payers = payers_of(till, run, i);
        if (payers <= 0)
            return -1;
        Backing b = backing_of(till, i), first = backing_of(till, leader < 0 ? i : leader);
        if (leader < 0 || is_better(&b, payers, &first, most))
            leader = i, most = payers;
    }
    return leader;
}

/* Let them pay where nobody is close to paying all they have. */
static void pay_crisply(double *restrict money, const Backing *b, double payment) {
    for (Py_ssize_t i = 0; i < b->size; i++) {
        double *has = &money[b->groups[i]];
        *has = or_nothing(*has - payment * (double)b->weights[i]);
    }
}

/* Let them pay; only what is 0 for certain is 0. */
static void pay_with_care(const Run *run, const Backing *b, const Offer *offer) {
    for (Py_ssize_t i = 0; i < b->size; i++) {
        double *has = &run->money[b->groups[i]], weight = b->weights[i];
        double after = *has - offer->payment * weight;
        if (after <= 0)
            after = after < -margin_of(run, offer, weight) ? 0 : TINY;
        *has = after;
    }
}

static void buy(const Till *till, Run *run, Py_ssize_t place) {
    Backing b = backing_of(till, place);
    const Offer *offer = &run->offers[place];
    if (offer->is_crisp)
        pay_crisply(run->money, &b, offer->payment);
    else
        pay_with_care(run, &b, offer);
    run->errors += (offer->loss + run->total * 4 * UNIT) * (1 + A_BIT);
    run->bounds[place] = INFINITY;
    run->bought[place] = 1;
    run->order[run->number++] = place;
    run->left -= b.cost;
}

/* Whether a climb goes on past this run, whatever else it buys. */
static int goes_on(const Till *till, const Run *run, int is_exhaustive) {
    const double *costs = till->costs.buf;
    double open = 0, cheapest = INFINITY;
    for (Py_ssize_t i = 0; i < till->projects; i++) {
        if (run->bought[i])
            continue;
        if (run->bounds[i] < INFINITY)
            open += costs[i];
        else
            cheapest = fmin(cheapest, costs[i]);
    }
    return cheapest < INFINITY && open + (is_exhaustive ? cheapest : 0) <= run->left;
}

static int is_anything_open(const Till *till, const Run *run) {
    for (Py_ssize_t i = 0; i < till->projects; i++)
        if (run->bounds[i] < INFINITY)
            return 1;
    return 0;
}

enum end complete(const Till *till, Run *run, int is_exhaustive) {
    for (;;) {
        if (goes_on(till, run, is_exhaustive))
            return GOES_ON;
        double best = look(till, run);
        if (!is_anything_open(till, run))
            return goes_on(till, run, is_exhaustive) ? GOES_ON : FINISHED;
        Py_ssize_t leader = leader_of(till, run, best);
        if (leader < 0)
            return UNCLEAR;
        buy(till, run, leader);
        if (run->left < 0)
            return OVERSPENDS;
    }
}
