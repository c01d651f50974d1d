#include "actors/conversation/actor_errors.hpp"

namespace medisc {
namespace {

constexpr auto kCategory = caf::atom("medisc");

}  // namespace

caf::error to_caf(const Error& error) {
  // Codes start at 1 here: CAF reads 0 as "no error".
  return {static_cast<std::uint8_t>(static_cast<int>(error.code) + 1), kCategory,
          caf::make_message(error.context, error.hint)};
}

Error from_caf(const caf::error& error) {
  const caf::message& context = error.context();
  if (error.category() == kCategory && context.match_elements<std::string, std::string>()) {
    return {static_cast<ErrorCode>(error.code() - 1), context.get_as<std::string>(0),
            context.get_as<std::string>(1)};
  }
  return {ErrorCode::kInternal, "an actor failed: " + caf::to_string(error), ""};
}

}  // namespace medisc
