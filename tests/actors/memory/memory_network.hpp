/// Several processes in one thread, joined by wires in memory, with a clock that is stepped.
///
/// Whatever a conversation awaits comes back as an event: bytes, a ledger's answer, a dialled
/// socket, time, long work. Events happen in the order of their time. A test may have a fault
/// strike at the n-th of them, and look at what the parties make of it.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "actors/conversation/converse.hpp"
#include "actors/conversation/process.hpp"
#include "tests/faults/sent_log.hpp"

namespace medisc::test {

/// What a process's ledger answers.
using Answers = std::function<LedgerAnswer(const LedgerRequest&)>;

class MemoryProcess;

class MemoryNetwork {
 public:
  MemoryNetwork() = default;
  MemoryNetwork(const MemoryNetwork&) = delete;
  MemoryNetwork& operator=(const MemoryNetwork&) = delete;
  ~MemoryNetwork();

  SteadyTime now() const { return now_; }
  SteadyClock clock() {
    return [this] {
      return now_;
    };
  }

  /// Whoever dials this port from now on talks to a process of its own with these answers.
  void listen(std::uint16_t port, Conversation conversation, Answers answers);
  void stop_listening(std::uint16_t port) { listeners_.erase(port); }

  /// Starts a conversation. `ended` hears of its end.
  void start(std::function<Task<void>(Process&)> conversation, Answers answers,
             Process::Ended ended);

  /// Runs one until it ends. Throws std::runtime_error where it has not after an hour.
  Result<void> run(std::function<Task<void>(Process&)> conversation, Answers answers);

  /// Lets time pass.
  void advance(std::chrono::milliseconds duration);

  /// What every process has sent over each of its connections, whether or not it came through.
  std::vector<SentStream> sent() const;

  /// Ends processes that run still.
  void cut_off_all();
  /// How many run.
  std::size_t running() const;

  // Faults. An await is an event that resumes a conversation.

  enum class Fault : std::uint8_t {
    kCut,     ///< every wire is cut, and what was on its way is lost
    kStall,   ///< a process, and its ledger, stands still for two minutes
    kLedger,  ///< a ledger that is asked fails, having done nothing
  };
  /// Has it strike at the await (of kLedger: at the request to a ledger) of this number,
  /// counted from now on, from 0.
  void strike(Fault fault, std::uint64_t number) { fault_ = {fault, number}; }
  /// Whether it has struck.
  bool has_struck() const { return !fault_; }
  /// Whether it was a job's giving back of its claims that failed.
  bool release_failed() const { return release_failed_; }

 private:
  friend class MemoryProcess;
  friend class MemorySocket;

  struct Listening {
    Conversation conversation;
    Answers answers;
  };
  struct Event {
    std::weak_ptr<MemoryProcess> process;
    std::function<void()> happen;
    bool is_await = true;
  };
  struct PendingFault {
    Fault fault;
    std::uint64_t left;  ///< of what it strikes at, before that
  };

  /// `happen` is left out where the process has ended by then.
  void at(SteadyTime when, const std::shared_ptr<MemoryProcess>& process,
          std::function<void()> happen, bool is_await = true);
  bool step();
  /// Whether the fault strikes at what is counted for it, which happens now.
  bool strikes_now(Fault fault);
  void cut_wires();
  std::shared_ptr<MemoryProcess> add_process(Answers answers, Process::Ended ended);
  LedgerAnswer ask(const Answers& answers, const LedgerRequest& request);

  SteadyTime now_{std::chrono::hours(1)};
  std::map<std::tuple<SteadyTime, std::uint64_t>, Event> events_;
  std::uint64_t events_so_far_ = 0;
  std::optional<PendingFault> fault_;
  bool release_failed_ = false;
  std::map<std::uint16_t, Listening> listeners_;
  std::list<std::shared_ptr<MemoryProcess>> processes_;
  std::list<Bytes> sent_;  ///< over each end of a wire
};

}  // namespace medisc::test
