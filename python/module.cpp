#include "python/bindings.hpp"

PYBIND11_MODULE(_medisc, module) {
  module.doc() = "What the package medisc stands on; use that one.";
  module.attr("version") = MEDISC_VERSION;
  medisc::python::bind_errors(module);
  medisc::python::bind_plan(module);
  medisc::python::bind_records(module);
  medisc::python::bind_model(module);
  medisc::python::bind_hospital(module);
}
