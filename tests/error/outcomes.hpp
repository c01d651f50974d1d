/// What came of an operation, as assertions.
#pragma once

#include <string>

#include <gtest/gtest.h>

#include "error/error.hpp"

namespace medisc::test {

template <class T>
testing::AssertionResult succeeded(const Result<T>& result) {
  if (result) return testing::AssertionSuccess();
  return testing::AssertionFailure() << render(result.error());
}

/// Is it this error, with this in its text?
template <class T>
testing::AssertionResult failed(const Result<T>& result, ErrorCode code,
                                const std::string& part = "") {
  if (result) return testing::AssertionFailure() << "it succeeded";
  const std::string text = render(result.error());
  if (result.error().code == code && text.find(part) != std::string::npos) {
    return testing::AssertionSuccess();
  }
  return testing::AssertionFailure() << text;
}

}  // namespace medisc::test
