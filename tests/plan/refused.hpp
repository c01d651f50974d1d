/// A matcher for Result: it failed with this code, and its context says this.
#pragma once

#include <gmock/gmock.h>

#include "error/error.hpp"

namespace medisc {

MATCHER_P2(Refused, code, text, "") {
  if (arg.has_value()) {
    *result_listener << "which is a value";
    return false;
  }
  *result_listener << "which is " << render(arg.error());
  return arg.error().code == code && arg.error().context.find(text) != std::string::npos;
}

}  // namespace medisc
