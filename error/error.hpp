/// Errors as values: what went wrong, where, and what to do about it.
#pragma once

#include <string>
#include <type_traits>
#include <utility>

#include <tl/expected.hpp>

namespace medisc {

/// Every kind of failure a user can meet. `error_id` gives each its stable name.
enum class ErrorCode {
  kUsage,            ///< the command line or the configuration is wrong
  kBadInput,         ///< a record, model, plan or key file is not what it should be
  kUnsupported,      ///< a model uses something that MediSC can't run
  kOverflow,         ///< a plan could leave its ring
  kFidelity,         ///< a plan does not do what its network does
  kPlanMismatch,     ///< two parties hold different plans
  kPoolDry,          ///< no bundle is left
  kBusy,             ///< a peer serves as many as it can; later
  kPeerUnavailable,  ///< a peer can't be reached, or went away
  kRefused,          ///< a peer refused us, or we refuse it: unknown key, not its pool, ...
  kProtocol,         ///< a peer sent what the protocol does not allow
  kStorage,          ///< the database failed
  kInterrupted,      ///< the user stopped it
  kInternal,         ///< a bug or a broken machine
};

/// One failure. `context` says what was found and where; `hint` what to do (may be empty).
/// Neither ever holds a share, a seed, a weight or a record.
struct Error {
  ErrorCode code = ErrorCode::kInternal;
  std::string context;
  std::string hint;
};

template <class T>
using Result = tl::expected<T, Error>;

/// For `return fail(ErrorCode::kBadInput, "...", "...");` in a function that returns Result.
inline tl::unexpected<Error> fail(ErrorCode code, std::string context, std::string hint = {}) {
  return tl::unexpected<Error>(Error{code, std::move(context), std::move(hint)});
}

/// The one exception of the project: carries an Error out of a coroutine, to its host.
class Failure {
 public:
  explicit Failure(Error error) : error_(std::move(error)) {}
  const Error& error() const { return error_; }

 private:
  Error error_;
};

/// The value, or its error thrown to the coroutine's host.
template <class T>
T value_of(Result<T> result) {
  if (!result) throw Failure(result.error());
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

/// The exception that is being handled: a Failure's own Error, kInternal for any other. For
/// those who have to tidy up whatever was thrown.
Error current_error();

/// The stable name of a code, e.g. "pool-dry".
const char* error_id(ErrorCode code);

/// One line: "<id>: <context> (<hint>)".
std::string render(const Error& error);

/// The process's exit status: 2 wrong usage or bad input, 3 a peer or a pool is not
/// available, 1 anything else.
int exit_code(ErrorCode code);

}  // namespace medisc
