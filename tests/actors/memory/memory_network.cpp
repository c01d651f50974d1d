#include "tests/actors/memory/memory_network.hpp"

#include <algorithm>
#include <stdexcept>

namespace medisc::test {

using namespace std::chrono_literals;

/// One end of a wire.
class MemorySocket final : public Socket {
 public:
  MemorySocket(MemoryNetwork& network, std::weak_ptr<MemoryProcess> process)
      : network_(network), process_(std::move(process)), sent_(network.sent_.emplace_back()) {}

  static void join(const std::shared_ptr<MemorySocket*>& one,
                   const std::shared_ptr<MemorySocket*>& other) {
    (*one)->peer_ = other;
    (*other)->peer_ = one;
  }
  const std::shared_ptr<MemorySocket*>& self() const { return self_; }
  ~MemorySocket() override { *self_ = nullptr; }

  void write(std::span<const std::span<const std::uint8_t>> parts) override;
  std::size_t unsent() const override { return 0; }
  void read_at_most(std::size_t) override {}
  void close() override { cut(); }

  /// Both ends hear of it, after what is on its way.
  void cut();
  /// The same, but that is lost.
  void lose() {
    lost_ = true;
    cut();
  }

 private:
  friend class MemoryProcess;
  void arrive(Bytes bytes);
  void end();

  MemoryNetwork& network_;
  std::weak_ptr<MemoryProcess> process_;
  Bytes& sent_;
  std::shared_ptr<MemorySocket*> self_ = std::make_shared<MemorySocket*>(this);
  std::weak_ptr<MemorySocket*> peer_;
  bool ended_ = false;
  bool lost_ = false;
};

class MemoryProcess final : public Process, public std::enable_shared_from_this<MemoryProcess> {
 public:
  MemoryProcess(MemoryNetwork& network, Answers answers, Ended ended)
      : Process(network.clock()),
        network_(network),
        answers_(std::move(answers)),
        on_end_(std::move(ended)) {}
  ~MemoryProcess() override { abandon(); }

  void run(std::function<Task<void>(Process&)> conversation) {
    conversation_ = std::move(conversation);
    tick_later();
    start(conversation_(*this), on_end_);
  }

  /// Long work is done at another time, and awaited.
  class LaterWork final : public WorkHost {
   public:
    explicit LaterWork(MemoryProcess& process) : process_(process) {}
    void start(LongWork& work) override {
      process_.later(0ms, [process = &process_, &work] {
        work.run(this_thread());
        process->resume(work.waiting);
      });
    }

   private:
    MemoryProcess& process_;
  };
  std::unique_ptr<WorkHost> work_host() override { return std::make_unique<LaterWork>(*this); }

  void on_bytes(const MemorySocket& socket, const Bytes& bytes) {
    if (Connection* connection = find(socket)) connection->on_bytes(bytes);
    settle();
  }
  void on_end(const MemorySocket& socket) {
    if (Connection* connection = find(socket)) connection->on_closed();
    settle();
  }
  void cut_wires() {
    for (const auto& connection : connections()) {
      static_cast<MemorySocket&>(connection->socket()).lose();
    }
  }
  void stall_until(SteadyTime time) { stalled_until_ = time; }
  SteadyTime stalled_until() const { return stalled_until_; }
  bool has_ended() const { return ended_; }

 private:
  void later(std::chrono::milliseconds duration, std::function<void()> happen,
             bool is_await = true) {
    network_.at(network_.now() + duration, shared_from_this(), std::move(happen), is_await);
  }

  void tick_later() {
    later(
        500ms,
        [this] {
          tick();
          if (runs()) tick_later();
        },
        false);
  }

  void start_asking(LedgerRequest request, Answered answered) override {
    later(0ms, [this, request = std::move(request), answered = std::move(answered)] {
      answered(network_.ask(answers_, request));
    });
  }

  void start_dialling(Address address, std::chrono::milliseconds, Dialled dialled) override {
    later(1ms, [this, address = std::move(address), dialled = std::move(dialled)] {
      const auto found = network_.listeners_.find(address.port);
      if (found == network_.listeners_.end()) {
        dialled(fail(ErrorCode::kPeerUnavailable, "no connection to " + to_string(address)));
        return;
      }
      auto own = std::make_unique<MemorySocket>(network_, weak_from_this());
      const auto callee = network_.add_process(found->second.answers, [](const auto&) {});
      auto other = std::make_unique<MemorySocket>(network_, callee);
      MemorySocket::join(own->self(), other->self());
      Connection& connection = callee->adopt(std::move(other), "the caller");
      callee->run([&connection, conversation = found->second.conversation](Process& process) {
        return converse(process, connection, conversation,
                        std::make_shared<EventLog::Fields>());
      });
      dialled(std::unique_ptr<Socket>(std::move(own)));
    });
  }

  void wake_after(std::uint64_t sleeper, std::chrono::milliseconds duration) override {
    later(duration, [this, sleeper] { on_wake(sleeper); });
  }

  void on_ended() override { ended_ = true; }

  Connection* find(const MemorySocket& socket) const {
    for (const auto& connection : connections()) {
      if (&connection->socket() == &socket && !connection->closed()) return connection.get();
    }
    return nullptr;
  }

  MemoryNetwork& network_;
  Answers answers_;
  Ended on_end_;
  std::function<Task<void>(Process&)> conversation_;  ///< its frame refers to its captures
  SteadyTime stalled_until_{};
  bool ended_ = false;
};

void MemorySocket::write(std::span<const std::span<const std::uint8_t>> parts) {
  Bytes bytes;
  for (const auto part : parts) bytes.insert(bytes.end(), part.begin(), part.end());
  sent_.insert(sent_.end(), bytes.begin(), bytes.end());
  const auto peer = peer_.lock();
  if (ended_ || lost_ || !peer || *peer == nullptr) return;
  const auto process = (*peer)->process_.lock();
  if (!process) return;
  network_.at(network_.now(), process, [peer, bytes = std::move(bytes)]() mutable {
    if (*peer != nullptr) (*peer)->arrive(std::move(bytes));
  });
}

void MemorySocket::arrive(Bytes bytes) {
  const auto process = process_.lock();
  if (process && !ended_ && !lost_) process->on_bytes(*this, bytes);
}

void MemorySocket::end() {
  if (std::exchange(ended_, true)) return;
  if (const auto process = process_.lock()) process->on_end(*this);
}

void MemorySocket::cut() {
  for (const auto& end : {std::make_optional(self_), std::make_optional(peer_.lock())}) {
    if (!*end || **end == nullptr) continue;
    const auto process = (**end)->process_.lock();
    if (!process) continue;
    network_.at(network_.now(), process, [end = *end] {
      if (*end != nullptr) (*end)->end();
    });
  }
}

MemoryNetwork::~MemoryNetwork() {
  cut_off_all();
}

std::vector<SentStream> MemoryNetwork::sent() const {
  std::vector<SentStream> streams;
  for (const Bytes& bytes : sent_) {
    auto messages = messages_in(bytes);
    if (!messages.empty()) streams.push_back({"", std::move(messages)});
  }
  return streams;
}

void MemoryNetwork::cut_off_all() {
  processes_.clear();
  events_.clear();
}

std::size_t MemoryNetwork::running() const {
  return static_cast<std::size_t>(std::ranges::count_if(
      processes_, [](const auto& process) { return !process->has_ended(); }));
}

void MemoryNetwork::listen(std::uint16_t port, Conversation conversation, Answers answers) {
  listeners_[port] = {std::move(conversation), std::move(answers)};
}

std::shared_ptr<MemoryProcess> MemoryNetwork::add_process(Answers answers,
                                                          Process::Ended ended) {
  std::erase_if(processes_, [](const auto& process) { return process->has_ended(); });
  processes_.push_back(
      std::make_shared<MemoryProcess>(*this, std::move(answers), std::move(ended)));
  return processes_.back();
}

void MemoryNetwork::start(std::function<Task<void>(Process&)> conversation, Answers answers,
                          Process::Ended ended) {
  add_process(std::move(answers), std::move(ended))->run(std::move(conversation));
}

Result<void> MemoryNetwork::run(std::function<Task<void>(Process&)> conversation,
                                Answers answers) {
  std::optional<Result<void>> outcome;
  start(std::move(conversation), std::move(answers),
        [&outcome](const std::optional<Error>& error) {
          outcome = error ? Result<void>(tl::unexpected<Error>(*error)) : Result<void>();
        });
  const SteadyTime patience = now_ + 1h;
  while (!outcome && now_ < patience && step()) continue;
  if (!outcome) throw std::runtime_error("a conversation hangs");
  return *outcome;
}

void MemoryNetwork::advance(std::chrono::milliseconds duration) {
  const SteadyTime until = now_ + duration;
  while (!events_.empty() && std::get<0>(events_.begin()->first) <= until) step();
  now_ = until;
}

void MemoryNetwork::at(SteadyTime when, const std::shared_ptr<MemoryProcess>& process,
                       std::function<void()> happen, bool is_await) {
  events_.emplace(std::tuple(when, ++events_so_far_),
                  Event{process, std::move(happen), is_await});
}

bool MemoryNetwork::strikes_now(Fault fault) {
  if (!fault_ || fault_->fault != fault) return false;
  if (fault_->left-- > 0) return false;
  fault_.reset();
  return true;
}

bool MemoryNetwork::step() {
  if (events_.empty()) return false;
  auto first = events_.extract(events_.begin());
  now_ = std::max(now_, std::get<0>(first.key()));
  Event& event = first.mapped();
  const auto process = event.process.lock();
  if (!process || process->has_ended()) return true;
  if (event.is_await) {
    if (strikes_now(Fault::kStall)) process->stall_until(now_ + 2min);
    if (strikes_now(Fault::kCut)) cut_wires();
  }
  if (process->stalled_until() > now_) {  // in the same order, then
    std::get<0>(first.key()) = process->stalled_until();
    events_.insert(std::move(first));
    return true;
  }
  event.happen();
  return true;
}

void MemoryNetwork::cut_wires() {
  const auto processes = processes_;
  for (const auto& process : processes) process->cut_wires();
}

LedgerAnswer MemoryNetwork::ask(const Answers& answers, const LedgerRequest& request) {
  if (!strikes_now(Fault::kLedger)) return answers(request);
  release_failed_ = std::holds_alternative<Release>(request);
  return std::visit(
      []<class Request>(const Request&) -> LedgerAnswer {
        return Result<typename Request::Answer>(
            fail(ErrorCode::kStorage, "the disk is gone", "look at it"));
      },
      request);
}

}  // namespace medisc::test
