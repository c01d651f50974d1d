/// The arguments of medisc.compile.
#pragma once

#include <string>
#include <vector>

#include <pybind11/pybind11.h>

#include "python/compilation.hpp"

namespace medisc::python {

/// `options`: by the names of `medisc plan`'s, and ranges_file; None stands for
/// one that is not given. Throws Failure (kUsage) for what no option is or
/// takes.
Compilation compilation_of(const std::string& network, const GivenRecords* samples,
                           const std::vector<double>& ranges, const pybind11::dict& options);

}  // namespace medisc::python
