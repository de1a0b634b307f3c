/* The till as Python sees it; `_till.pyi` says what each method does. */

#include "till.h"

#define ALL_THEY_HAVE 1e300 /* for "infinite": infinity less infinity is no number */

static int numbers(PyObject *array, Py_buffer *view, const char *format, Py_ssize_t count,
                   int flags) {
    if (PyObject_GetBuffer(array, view, PyBUF_C_CONTIGUOUS | PyBUF_FORMAT | flags) < 0)
        return 0;
    const char *is = view->format;
    int fits = strcmp(is, format) == 0 || (*format == 'l' && strcmp(is, "q") == 0);
    if (fits && (count < 0 || view->len == count * view->itemsize))
        return 1;
    PyErr_Format(PyExc_ValueError, "an array of %s with %zd items is needed, not of %s",
                 format, count, is);
    PyBuffer_Release(view);
    return 0;
}

/* Nothing after this looks outside an array. */
static int are_sound(const Till *till, Py_ssize_t named) {
    const int64_t *starts = till->starts.buf;
    const int32_t *groups = till->groups.buf;
    if (starts[0] != 0 || starts[till->projects] != named)
        return 0;
    for (Py_ssize_t i = 0; i < till->projects; i++)
        if (starts[i] > starts[i + 1])
            return 0;
    for (Py_ssize_t i = 0; i < named; i++)
        if (groups[i] < 0 || groups[i] >= till->group_count)
            return 0;
    return 1;
}

static void till_free(PyObject *self) {
    Till *till = (Till *)self;
    Py_buffer *views[] = {&till->groups, &till->counts, &till->weights, &till->starts,
                          &till->costs,  &till->units,  &till->ballots};
    PyTypeObject *type = Py_TYPE(self);
    for (size_t i = 0; i < sizeof views / sizeof *views; i++)
        PyBuffer_Release(views[i]); /* nothing where it was never filled */
    type->tp_free(self);
    Py_DECREF(type);
}

static PyObject *till_new(PyTypeObject *type, PyObject *args, PyObject *names) {
    PyObject *groups, *counts, *weights, *starts, *costs, *units, *ballots;
    if (names != NULL && PyDict_Size(names) > 0)
        return PyErr_Format(PyExc_TypeError, "Till takes no names of arguments");
    if (!PyArg_ParseTuple(args, "OOOOOOO", &groups, &counts, &weights, &starts, &costs,
                          &units, &ballots))
        return NULL;
    Till *till = (Till *)type->tp_alloc(type, 0);
    if (till == NULL)
        return NULL;
    if (!numbers(groups, &till->groups, "i", -1, 0))
        goto fail;
    Py_ssize_t named = till->groups.len / till->groups.itemsize;
    if (!numbers(costs, &till->costs, "d", -1, 0))
        goto fail;
    till->projects = till->costs.len / till->costs.itemsize;
    if (!numbers(ballots, &till->ballots, "d", -1, 0))
        goto fail;
    till->group_count = till->ballots.len / till->ballots.itemsize;
    if (!numbers(counts, &till->counts, "f", named, 0) ||
        !numbers(weights, &till->weights, "f", named, 0) ||
        !numbers(starts, &till->starts, "l", till->projects + 1, 0) ||
        !numbers(units, &till->units, "d", till->projects, 0))
        goto fail;
    if (!are_sound(till, named)) {
        PyErr_SetString(PyExc_ValueError, "a group or a start is outside its array");
        goto fail;
    }
    for (Py_ssize_t i = 0; i < till->group_count; i++)
        till->ballot_count += ((const double *)till->ballots.buf)[i];
    for (Py_ssize_t i = 0; i < till->projects; i++) {
        Py_ssize_t size = backing_of(till, i).size;
        if (size > till->most_supporters)
            till->most_supporters = size;
    }
    return (PyObject *)till;
fail:
    Py_DECREF(till);
    return NULL;
}

static PyObject *answer_of(enum end end, const Run *run) {
    PyObject *order = PyList_New(run->number);
    if (order == NULL)
        return NULL;
    for (Py_ssize_t i = 0; i < run->number; i++) {
        PyObject *place = PyLong_FromSsize_t(run->order[i]);
        if (place == NULL) {
            Py_DECREF(order);
            return NULL;
        }
        PyList_SET_ITEM(order, i, place);
    }
    return Py_BuildValue("iNll", (int)end, order, run->comparisons, run->fallbacks);
}

static int has_room(const Till *till, Run *run, const double *bounds) {
    size_t count = (size_t)till->projects + 1;
    run->money = PyMem_New(double, (size_t)till->group_count + 1);
    run->held = PyMem_New(double, (size_t)till->most_supporters + 1);
    run->bounds = PyMem_New(double, count);
    run->offers = PyMem_New(Offer, count);
    run->bought = PyMem_Calloc(count, 1);
    run->order = PyMem_New(Py_ssize_t, count);
    if (!run->money || !run->held || !run->bounds || !run->offers || !run->bought ||
        !run->order)
        return 0;
    memcpy(run->bounds, bounds, (size_t)till->projects * sizeof(double));
    return 1;
}

static PyObject *till_run(PyObject *self, PyObject *args) {
    const Till *till = (Till *)self;
    PyObject *bounds, *answer = NULL;
    double endowment, left;
    int is_exhaustive;
    Py_buffer view;
    if (!PyArg_ParseTuple(args, "ddOp", &endowment, &left, &bounds, &is_exhaustive) ||
        !numbers(bounds, &view, "d", till->projects, 0))
        return NULL;
    Run run = {.left = left};
    if (!has_room(till, &run, view.buf))
        PyErr_NoMemory();
    else {
        for (Py_ssize_t i = 0; i < till->group_count; i++)
            run.money[i] = endowment;
        run.total = endowment * till->ballot_count;
        run.errors = run.total * 4 * UNIT;
        answer = answer_of(complete(till, &run, is_exhaustive), &run);
    }
    PyMem_Free(run.money);
    PyMem_Free(run.held);
    PyMem_Free(run.bounds);
    PyMem_Free(run.offers);
    PyMem_Free(run.bought);
    PyMem_Free(run.order);
    PyBuffer_Release(&view);
    return answer;
}

static PyObject *list_of(const Next *nexts, Py_ssize_t number) {
    PyObject *list = PyList_New(number);
    for (Py_ssize_t i = 0; list != NULL && i < number; i++) {
        PyObject *next =
            Py_BuildValue("ndd", nexts[i].place, nexts[i].lowest, nexts[i].highest);
        if (next == NULL)
            Py_CLEAR(list);
        else
            PyList_SET_ITEM(list, i, next);
    }
    return list;
}

static PyObject *till_next(PyObject *self, PyObject *args) {
    const Till *till = (Till *)self;
    PyObject *keys, *least, *most, *answer = NULL;
    Py_buffer of_keys, of_least, of_most;
    size_t count = (size_t)till->projects + 1;
    if (!PyArg_ParseTuple(args, "OOO", &keys, &least, &most))
        return NULL;
    if (!numbers(keys, &of_keys, "d", till->projects, PyBUF_WRITABLE))
        return NULL;
    if (numbers(least, &of_least, "d", till->group_count, 0)) {
        if (numbers(most, &of_most, "d", till->group_count, 0)) {
            double *held = PyMem_New(double, (size_t)till->most_supporters + 1);
            Bounds *bounds = PyMem_New(Bounds, count);
            Next *nexts = PyMem_New(Next, count);
            if (held && bounds && nexts) {
                Range range = {of_keys.buf, of_least.buf, of_most.buf, held, bounds};
                answer = list_of(nexts, look_at_range(till, &range, nexts));
            } else
                PyErr_NoMemory();
            PyMem_Free(held);
            PyMem_Free(bounds);
            PyMem_Free(nexts);
            PyBuffer_Release(&of_most);
        }
        PyBuffer_Release(&of_least);
    }
    PyBuffer_Release(&of_keys);
    return answer;
}

static PyObject *till_pay(PyObject *self, PyObject *args) {
    const Till *till = (Till *)self;
    PyObject *money;
    Py_buffer of_money;
    Py_ssize_t place;
    double payment;
    if (!PyArg_ParseTuple(args, "Ond", &money, &place, &payment))
        return NULL;
    if (place < 0 || place >= till->projects)
        return PyErr_Format(PyExc_IndexError, "there is no project at place %zd", place);
    if (!numbers(money, &of_money, "d", till->group_count, PyBUF_WRITABLE))
        return NULL;
    Backing b = backing_of(till, place);
    double *has = of_money.buf;
    payment = fmin(payment, ALL_THEY_HAVE);
    for (Py_ssize_t i = 0; i < b.size; i++)
        has[b.groups[i]] =
            or_nothing(has[b.groups[i]] - payment * (double)b.weights[i]);
    PyBuffer_Release(&of_money);
    Py_RETURN_NONE;
}

static PyObject *till_take_out_unaffordable(PyObject *self, PyObject *args) {
    const Till *till = (Till *)self;
    PyObject *keys, *most, *answer = NULL;
    Py_buffer of_keys, of_most;
    if (!PyArg_ParseTuple(args, "OO", &keys, &most) ||
        !numbers(keys, &of_keys, "d", till->projects, PyBUF_WRITABLE))
        return NULL;
    if (numbers(most, &of_most, "d", till->group_count, 0)) {
        double *held = PyMem_New(double, (size_t)till->most_supporters + 1);
        if (held != NULL) {
            take_out_unaffordable(till, of_keys.buf, of_most.buf, held);
            answer = Py_NewRef(Py_None);
        } else
            PyErr_NoMemory();
        PyMem_Free(held);
        PyBuffer_Release(&of_most);
    }
    PyBuffer_Release(&of_keys);
    return answer;
}

static PyMethodDef methods[] = {
    {"run", till_run, METH_VARARGS,
     "run(endowment, left, bounds, is_exhaustive) -> (end, places, comparisons, "
     "fallbacks)"},
    {"next", till_next, METH_VARARGS,
     "next(keys, least, most) -> [(place, lowest, highest)]; raises keys"},
    {"pay", till_pay, METH_VARARGS, "pay(money, place, payment)"},
    {"take_out_unaffordable", till_take_out_unaffordable, METH_VARARGS,
     "take_out_unaffordable(keys, most)"},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot slots[] = {
    {Py_tp_new, till_new},
    {Py_tp_dealloc, till_free},
    {Py_tp_methods, methods},
    {Py_tp_doc, "Till(groups, counts, weights, starts, costs, units, ballots)"},
    {0, NULL},
};

static PyType_Spec spec = {"allocation.till._till.Till", sizeof(Till), 0, Py_TPFLAGS_DEFAULT,
                           slots};

static int fill(PyObject *module) {
    PyObject *type = PyType_FromModuleAndSpec(module, &spec, NULL);
    if (type == NULL)
        return -1;
    int status = PyModule_AddType(module, (PyTypeObject *)type);
    Py_DECREF(type);
    return status;
}

static PyModuleDef_Slot module_slots[] = {{Py_mod_exec, fill}, {0, NULL}};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT, "_till", "What supporters pay, added up.", 0, NULL,
    module_slots,          NULL,    NULL,                             NULL,
};

PyMODINIT_FUNC PyInit__till(void) { return PyModuleDef_Init(&module); }
