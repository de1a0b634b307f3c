/* What supporters pay, added up: the inner loops of counts of large cities.

   The same arithmetic as `allocation.stake` and `allocation.auction`, which say why
   floats suffice. Nothing here decides what they leave open: such a run is "unclear",
   and the caller computes it with fractions. */

#ifndef BUURTGELD_TILL_H
#define BUURTGELD_TILL_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <math.h>
#include <stdint.h>

#define UNIT 0x1p-53 /* the relative error of one correctly rounded operation */
#define A_BIT (8 * UNIT)
#define MOST_ITERATIONS 60

/* The money and the ballots of a contest, as Python gave them. */
typedef struct {
    PyObject_HEAD
    /* By supporter, project after project; `starts` says where each begins. */
    Py_buffer groups, counts, weights, starts;
    Py_buffer costs, units; /* by project */
    Py_buffer ballots;      /* by group */
    Py_ssize_t projects, group_count, most_supporters;
    double ballot_count;
} Till;

/* The supporters of one project. */
typedef struct {
    const int32_t *groups;
    const float *counts, *weights; /* whole numbers: half the memory to pass through */
    Py_ssize_t size;
    double cost, unit;
    double rounding; /* of a sum over them, as a part of it */
} Backing;

/* ---- sums.c */

Backing backing_of(const Till *till, Py_ssize_t place);
double rounding_of(Py_ssize_t size);
void take(const double *money, const Backing *b, double *held);
double paid(const double *held, const Backing *b, double payment, double *slope);
double slope_at(const double *held, const Backing *b, double payment);
double sum_of(const double *held, const Backing *b);

/* What is left, or nothing, without a branch: who runs short is hard to predict. */
static inline double or_nothing(double left) { return (left + fabs(left)) / 2; }

/* ---- one_run.c */

enum end { FINISHED, OVERSPENDS, GOES_ON, UNCLEAR };

/* What is known of a project when the next one is chosen. */
typedef struct {
    double low, high; /* of its key */
    double payment, off, loss;
    int is_crisp; /* nobody is close to paying all they have */
    int is_looked_at;
} Offer;

typedef struct {
    double *money;  /* by group */
    double *held;   /* by supporter of the project that is looked at */
    double *bounds; /* of keys, by project; infinite: bought, or never bought */
    Offer *offers;
    char *bought;
    Py_ssize_t *order; /* of the purchases */
    Py_ssize_t number;
    double left, total, errors; /* errors: of the sum of all money, at most */
    long comparisons, fallbacks;
} Run;

enum end complete(const Till *till, Run *run, int is_exhaustive);

/* ---- ranges.c */

/* A project that may be bought next in a range of runs, and between which payments. */
typedef struct {
    Py_ssize_t place;
    double lowest, highest;
} Next;

/* What is known of a project in a range of runs. */
typedef struct {
    double high; /* of its key */
    int has_low, has_high;
} Bounds;

/* Room for a look at a range of runs; `keys` are raised where more is known. */
typedef struct {
    double *keys;
    const double *least, *most; /* money by group */
    double *held;
    Bounds *bounds;
} Range;

Py_ssize_t look_at_range(const Till *till, const Range *range, Next *nexts);
void take_out_unaffordable(const Till *till, double *keys, const double *most,
                           double *held);

#endif
