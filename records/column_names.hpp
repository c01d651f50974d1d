/// Names that columns have by custom.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace medisc {

/// Lower case (of ASCII letters), without blanks around it: what names are compared by.
std::string folded(std::string_view name);

/// patient_id, MRN, id, record and the like, however written.
bool names_ids(std::string_view name);

/// label, diagnosis, target, y, outcome, class and the like.
bool names_labels(std::string_view name);

/// How pandas and R write a column of row numbers: "" or "Unnamed: 0", in front.
bool names_row_numbers(std::string_view name, std::size_t position);

}  // namespace medisc
