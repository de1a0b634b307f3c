/* Sums over the supporters of a project. */

#include "till.h"

#define BLOCK 256 /* sums of sums are nearer than one long one */

/* The inner loops, once for all processors and once for those with wide registers. */
#if defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__) && defined(__linux__)
#define VECTORS __attribute__((target_clones("avx2", "default")))
#else
#define VECTORS
#endif

static Py_ssize_t end_of(Py_ssize_t start, Py_ssize_t size) {
    return size - start < BLOCK ? size : start + BLOCK;
}

/* How far a sum of products >= 0, block by block, is off at most, as a part of it:
   each part goes through the additions of its block and of the blocks, and one
   multiplication or two, in whatever order. */
double rounding_of(Py_ssize_t size) {
    return (double)(end_of(0, size) + size / BLOCK + 9) * 2 * UNIT;
}

Backing backing_of(const Till *till, Py_ssize_t place) {
    const int64_t *starts = till->starts.buf;
    Py_ssize_t start = starts[place], size = starts[place + 1] - start;
    return (Backing){
        (const int32_t *)till->groups.buf + start,
        (const float *)till->counts.buf + start,
        (const float *)till->weights.buf + start,
        size,
        ((const double *)till->costs.buf)[place],
        ((const double *)till->units.buf)[place],
        rounding_of(size),
    };
}

/* Lay the money of the supporters side by side, in `held`. */
void take(const double *money, const Backing *b, double *held) {
    for (Py_ssize_t i = 0; i < b->size; i++)
        held[i] = money[b->groups[i]];
}

/* R(payment), and its slope: the weight of those who pay in full. */
VECTORS double paid(const double *restrict held, const Backing *b, double payment,
                    double *slope) {
    const float *restrict counts = b->counts, *restrict weights = b->weights;
    double sum = 0, steep = 0;
    for (Py_ssize_t start = 0; start < b->size; start += BLOCK) {
        double part = 0;
#pragma omp simd reduction(+ : part, steep)
        for (Py_ssize_t i = start; i < end_of(start, b->size); i++) {
            double count = counts[i], mass = count * weights[i];
            double asked = payment * weights[i], has = held[i];
            part += (has < asked ? has : asked) * count;
            steep += has >= asked ? mass : 0;
        }
        sum += part;
    }
    *slope = steep; /* whole numbers: exact */
    return sum;
}

VECTORS double slope_at(const double *restrict held, const Backing *b, double payment) {
    const float *restrict counts = b->counts, *restrict weights = b->weights;
    double steep = 0;
#pragma omp simd reduction(+ : steep)
    for (Py_ssize_t i = 0; i < b->size; i++) {
        double mass = (double)counts[i] * weights[i];
        steep += held[i] >= payment * weights[i] ? mass : 0;
    }
    return steep;
}

VECTORS double sum_of(const double *restrict held, const Backing *b) {
    const float *restrict counts = b->counts;
    double sum = 0;
    for (Py_ssize_t start = 0; start < b->size; start += BLOCK) {
        double part = 0;
#pragma omp simd reduction(+ : part)
        for (Py_ssize_t i = start; i < end_of(start, b->size); i++)
            part += held[i] * counts[i];
        sum += part;
    }
    return sum;
}
