/// Records of any source, encoded by a plan.
#pragma once

#include <vector>

#include "site/encoded_records.hpp"

namespace medisc::python {

struct Encoded : EncodedRecords {
  std::vector<std::size_t> places;  ///< of the good records in the source, from 0
};

}  // namespace medisc::python
