#include "import/place.hpp"

#include <utility>

namespace medisc {

tl::unexpected<Error> Place::refuse(const std::string& reason, std::string hint) const {
  return fail(ErrorCode::kUnsupported, text_ + ": " + reason,
              hint.empty() ? "README.md lists what is supported" : std::move(hint));
}

tl::unexpected<Error> Place::damaged(const std::string& reason) const {
  return fail(ErrorCode::kBadInput, text_ + ": " + reason, "export the model again");
}

tl::unexpected<Error> Place::named(Error error) const {
  error.context = text_ + ": " + error.context;
  return tl::unexpected(std::move(error));
}

}  // namespace medisc
