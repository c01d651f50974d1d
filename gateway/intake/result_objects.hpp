/// What a rule sends of a result.
#pragma once

#include <filesystem>
#include <vector>

#include "config/intake_config.hpp"
#include "gateway/report/dicom_object.hpp"
#include "jobs/message.hpp"
#include "plan/plan.hpp"

namespace medisc {

/// A report, and of maps what the rule wants. `image`: the file of which the result is, or the
/// first of its series. A map that can't be laid over its image is left out, and `notes` tells.
/// Errors: those of gateway/report/.
struct ResultObjects {
  std::vector<DicomObject> objects;
  std::vector<std::string> notes;
};
Result<ResultObjects> result_objects(const IntakeRule& rule, const Plan& plan,
                                     const StoredResult& result,
                                     const std::filesystem::path& image);

}  // namespace medisc
