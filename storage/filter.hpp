/// Which rows a question about pools, sessions and peers takes in.
#pragma once

#include <string>

namespace medisc {

/// What is empty lets everything pass.
struct Filter {
  std::string since;  ///< UTC text (clock.hpp): sessions begun, bundles changed from then on
  std::string model;
  std::string peer;  ///< a public key, or how it begins; of a pool, either party's
};

}  // namespace medisc
