#include "jobs/refused.hpp"

#include "error/error_named.hpp"
#include "messages/message.hpp"

namespace medisc {

Refused refused_of(const Error& error) {
  return {error_id(error.code), error.context.substr(0, kMaxRefusalText),
          error.hint.substr(0, kMaxRefusalText)};
}

Error error_of(const Refused& refused) {
  return {error_named(refused.code).value_or(ErrorCode::kInternal), refused.context,
          refused.hint};
}

}  // namespace medisc
