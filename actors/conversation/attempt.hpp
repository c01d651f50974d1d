/// Awaiting what may fail, and going on: to tidy up before the failure is told, or instead of
/// it.
///
///   const Result<Plan> plan = co_await attempt(fetch_plan(process, service));
///   co_await release(process, held);  // whatever happened
///   if (!plan) throw Failure(plan.error());
#pragma once

#include <exception>
#include <optional>
#include <type_traits>

#include "actors/conversation/process.hpp"
#include "error/error.hpp"
#include "protocol/task.hpp"

namespace medisc {

namespace attempt_detail {

template <class T, class Awaitable>
Task<Result<T>> outcome_of(Awaitable& awaited) {
  Result<T> outcome = fail(ErrorCode::kInternal, "nothing has happened");
  try {
    if constexpr (std::is_void_v<T>) {
      co_await awaited;
      outcome = Result<T>();
    } else {
      outcome = co_await awaited;
    }
  } catch (...) {
    outcome = tl::unexpected<Error>(current_error());
  }
  co_return outcome;
}

}  // namespace attempt_detail

/// What the task returns, or what it throws as an error: a Failure's own, kInternal for
/// anything else.
template <class T>
Task<Result<T>> attempt(Task<T> task) {
  co_return co_await attempt_detail::outcome_of<T>(task);
}

/// The same of a branch: awaits its end, whatever that is.
template <class T>
Task<Result<T>> attempt(Process::Branch<T>& branch) {
  return attempt_detail::outcome_of<T>(branch);
}

}  // namespace medisc
