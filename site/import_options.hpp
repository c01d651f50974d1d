/// What the importer is told of a file that leaves something open.
#pragma once

#include <string>
#include <vector>

#include "error/error.hpp"
#include "import/onnx.hpp"

namespace medisc {

/// `output`: a name, or empty. `shapes`: "NAME=3x32x32" each, of one record. Errors: kUsage for
/// a shape that is not written so.
Result<ImportOptions> import_options(const std::string& output,
                                     const std::vector<std::string>& shapes);

}  // namespace medisc
