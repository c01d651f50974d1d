#include "messages/refusal.hpp"

#include <algorithm>
#include <string>
#include <string_view>

#include "error/error_named.hpp"

namespace medisc {
namespace {

std::string printable(std::string_view text) {
  std::string clean(text.substr(0, kMaxRefusalText));
  std::replace_if(
      clean.begin(), clean.end(), [](char c) { return c < 0x20 || c > 0x7e; }, '?');
  return clean;
}

}  // namespace

Refusal to_refusal(const Error& error) {
  if (error.code == ErrorCode::kStorage || error.code == ErrorCode::kInternal) {
    return {error_id(error.code), "it has trouble of its own", "its log says more"};
  }
  return {error_id(error.code), printable(error.context), printable(error.hint)};
}

Error from_refusal(const Refusal& refusal) {
  return {error_named(refusal.code).value_or(ErrorCode::kRefused),
          "the other side answers: " + printable(refusal.context), printable(refusal.hint)};
}

}  // namespace medisc
