/// Errors across actors: an Error travels as a caf::error and comes back whole.
#pragma once

#include <caf/all.hpp>

#include "error/error.hpp"

namespace medisc {

caf::error to_caf(const Error& error);

/// Errors of CAF's own (an actor that is gone, a time-out) become kInternal.
Error from_caf(const caf::error& error);

/// A handler's answer.
template <class T>
caf::result<T> answer(Result<T> result) {
  if (!result) return to_caf(result.error());
  return std::move(*result);
}

inline caf::result<void> answer(Result<void> result) {
  if (!result) return to_caf(result.error());
  return caf::unit;
}

}  // namespace medisc
