#include "actors/conversation/host.hpp"

#include <algorithm>

#include "actors/conversation/unproven_connections.hpp"

namespace medisc {
namespace {

using Tick = caf::atom_constant<caf::atom("tick")>;
using Wake = caf::atom_constant<caf::atom("wake")>;
using Worked = caf::atom_constant<caf::atom("worked")>;

/// How often silence is looked for.
constexpr std::chrono::milliseconds kTick{500};

}  // namespace

Host::~Host() {
  for (PooledJob& errand : errands_) errand.withdraw();
}

Connection& Host::adopt(caf::io::connection_handle handle, std::string remote,
                        std::unique_ptr<TlsSession> tls) {
  std::erase_if(connections_, [](const auto& connection) { return connection->released(); });
  connections_.push_back(
      std::make_unique<Connection>(broker_, handle, std::move(remote), std::move(tls)));
  return *connections_.back();
}

Connection& Host::adopt_socket(int descriptor, std::string remote,
                               std::unique_ptr<TlsSession> tls) {
  return adopt(broker_->add_scribe(descriptor), std::move(remote), std::move(tls));
}

Connection* Host::find(caf::io::connection_handle handle) {
  // CAF names a connection by its descriptor, which the system gives again once it is closed.
  for (const auto& connection : connections_) {
    if (connection->handle() == handle && !connection->closed()) return connection.get();
  }
  return nullptr;
}

caf::behavior Host::run(Task<void> conversation, Ended ended) {
  ended_ = std::move(ended);
  conversation_.emplace(std::move(conversation));
  broker_->delayed_send(broker_, kTick, Tick::value);
  conversation_->start(trampoline_);
  settle();
  return {
      [this](const caf::io::new_data_msg& message) {
        if (Connection* connection = find(message.handle)) {
          connection->on_bytes(
              {reinterpret_cast<const std::uint8_t*>(message.buf.data()), message.buf.size()});
          settle();
        }
      },
      [this](const caf::io::data_transferred_msg& message) {
        if (Connection* connection = find(message.handle)) {
          connection->on_written(message.remaining);
        }
      },
      [this](const caf::io::connection_closed_msg& message) {
        if (Connection* connection = find(message.handle)) {
          connection->on_closed();
          settle();
        }
      },
      [this](Tick) {
        for (const auto& connection : connections_) connection->on_tick();
        settle();
        if (conversation_) broker_->delayed_send(broker_, kTick, Tick::value);
      },
      [this](Dismiss) {
        for (const auto& connection : connections_) connection->dismiss();
        settle();
      },
      [this](Wake, std::uint64_t sleeper) {
        const auto found = sleepers_.find(sleeper);
        if (found == sleepers_.end()) return;
        trampoline_.schedule(found->second);
        sleepers_.erase(found);
        trampoline_.run();
        settle();
      },
      [this](Worked, std::uint64_t errand) { on_worked(errand); },
  };
}

void Host::PooledJob::submit(WorkerPool& pool, LongWork& work) {
  pool_ = &pool;
  work_ = &work;
  told_ = caf::actor_cast<caf::actor>(host_.broker_);
  pool.submit(*this);
}

void Host::PooledJob::withdraw() {
  if (pool_ != nullptr) pool_->withdraw(*this);
  pool_ = nullptr;
  told_ = nullptr;
}

void Host::PooledJob::run(Workers& workers) noexcept {
  work_->run(workers);
  caf::anon_send(told_, Worked::value, number_);
}

Host::PooledJob& Host::add_errand() {
  return errands_.emplace_back(*this, ++errands_so_far_);
}

void Host::drop_errand(const PooledJob& errand) {
  errands_.remove_if([&](const PooledJob& other) { return &other == &errand; });
}

void Host::on_worked(std::uint64_t errand) {
  const auto done = std::ranges::find(errands_, errand, &PooledJob::number);
  if (done == errands_.end()) return;
  done->withdraw();  // its thread may not have let go of it yet
  trampoline_.schedule(done->waiting());
  trampoline_.run();
  settle();
}

std::uint64_t Host::put_to_sleep(std::coroutine_handle<> waiting) {
  sleepers_.emplace(++sleepers_so_far_, waiting);
  return sleepers_so_far_;
}

void Host::wake_after(std::uint64_t sleeper, std::chrono::milliseconds duration) {
  broker_->delayed_send(broker_, duration, Wake::value, sleeper);
}

void Host::wake(std::uint64_t sleeper) {
  broker_->send(broker_, Wake::value, sleeper);
}

void Host::Sleep::await_suspend(std::coroutine_handle<> waiting) {
  host_->wake_after(host_->put_to_sleep(waiting), duration_);
}

void Host::settle() {
  if (!conversation_ || !conversation_->done()) return;
  std::optional<Error> error;
  try {
    conversation_->result();
  } catch (...) {
    error = current_error();
  }
  conversation_.reset();
  for (const auto& connection : connections_) connection->close();
  ended_(error);
  broker_->quit();
}

}  // namespace medisc
