/// A call to a hospital's daemon from Python: a connection of its own, open to Ctrl-C.
///
/// One connection a call: threads may call at the same time, a daemon that was started anew is
/// found again, and who stops a call hangs up on nobody else.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "jobs/client.hpp"
#include "python/interruptible.hpp"

namespace medisc::python {

/// The connection of a call, which another thread may end.
class CallConnection {
 public:
  /// Connects. Errors: those of HospitalClient::connect; kInterrupted where it has ended.
  Result<HospitalClient*> open(const std::filesystem::path& socket);
  /// Whoever waits for the daemon's word waits no longer.
  void end();

 private:
  std::mutex mutex_;
  bool ended_ = false;
  std::optional<HospitalClient> client_;
};

/// LOCAL: what a call has to end after Ctrl-C; only one whose daemon does not greet takes so
/// long.
inline constexpr std::chrono::milliseconds kHangUpGrace{500};

/// What `ask(client)` returns, a Result. It owns what it uses (python/interruptible.hpp).
template <class Ask>
auto call_daemon(const std::filesystem::path& socket, Ask ask) {
  using Answer = std::invoke_result_t<Ask, HospitalClient&>;
  auto connection = std::make_shared<CallConnection>();
  auto work = [connection, socket, ask = std::move(ask)]() mutable -> Answer {
    const auto client = connection->open(socket);
    if (!client) return tl::unexpected<Error>(client.error());
    return ask(**client);
  };
  return interruptible(
      std::move(work), [connection] { connection->end(); }, kHangUpGrace);
}

}  // namespace medisc::python
