#include "gateway/shown_place.hpp"

namespace medisc {

Error with_place(Error error, const std::string& place, const std::string& shown) {
  for (std::size_t at = error.context.find(place); at != std::string::npos;
       at = error.context.find(place, at + shown.size())) {
    error.context.replace(at, place.size(), shown);
  }
  return error;
}

}  // namespace medisc
