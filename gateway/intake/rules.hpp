/// Which images go to which model.
#pragma once

#include <string>
#include <vector>

#include "config/intake_config.hpp"
#include "imaging/study_attributes.hpp"

namespace medisc {

/// Whether a text fits a pattern: letters of either case, '*' for any letters, '?' for one.
bool fits(const std::string& text, const std::string& pattern);

/// The first that fits; null where none does. `asker`: who sent the image.
const IntakeRule* rule_of(const std::vector<IntakeRule>& rules, const StudyAttributes& image,
                          const std::string& asker);

/// What rules choose by, without a word of the patient: for who wonders why none fits.
std::string told_kind(const StudyAttributes& image);

}  // namespace medisc
