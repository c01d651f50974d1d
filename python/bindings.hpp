/// The parts of the extension module `_medisc`, one file each. People use the package `medisc`,
/// written in Python, that stands on it.
#pragma once

#include <pybind11/pybind11.h>

namespace medisc::python {

void bind_errors(pybind11::module_& module);
void bind_plan(pybind11::module_& module);
void bind_records(pybind11::module_& module);
void bind_model(pybind11::module_& module);
void bind_hospital(pybind11::module_& module);

}  // namespace medisc::python
