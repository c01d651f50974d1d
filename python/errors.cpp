// Errors, which are values in C++, as exceptions of the package: functions of the module end
// with value_of(result), and what that throws becomes the class in medisc/errors.py.
#include "error/error.hpp"
#include "python/bindings.hpp"

namespace py = pybind11;

namespace medisc::python {
namespace {

void translate(std::exception_ptr thrown) {  // NOLINT: as pybind11 calls it
  try {
    if (thrown) std::rethrow_exception(thrown);
  } catch (const Failure& failure) {
    const Error& error = failure.error();
    const py::object made =
        py::module_::import("medisc.errors")
            .attr("error_of")(error_id(error.code), error.context, error.hint);
    PyErr_SetObject(py::type::handle_of(made).ptr(), made.ptr());
  }
}

}  // namespace

void bind_errors(py::module_& module) {
  py::register_local_exception_translator(translate);
  py::list ids;
  for (int code = 0; code <= static_cast<int>(ErrorCode::kInternal); ++code) {
    ids.append(error_id(static_cast<ErrorCode>(code)));
  }
  module.attr("error_ids") = py::tuple(ids);
}

}  // namespace medisc::python
