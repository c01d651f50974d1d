#include "site/job_server.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include "jobs/refused.hpp"
#include "site/job_conversation.hpp"

namespace medisc {
namespace {

/// Tells a client that it is one too many. Its greeting is read: a socket that is closed over
/// unread bytes takes back what was sent.
void turn_away(JobSocket& socket) {
  (void)socket.send(
      refused_of({ErrorCode::kBusy, "too many connections are open here", "later"}));
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(1);
  (void)socket.receive([&] { return std::chrono::steady_clock::now() > until; });
}

}  // namespace

Result<std::unique_ptr<JobServer>> JobServer::start(JobServerSettings settings,
                                                    std::shared_ptr<JobRunner> runner) {
  auto listener = JobListener::open(settings.socket.path, settings.socket.group);
  if (!listener) return tl::unexpected<Error>(listener.error());
  return std::unique_ptr<JobServer>(
      new JobServer(std::move(settings), std::move(runner), std::move(*listener)));
}

JobServer::JobServer(JobServerSettings settings, std::shared_ptr<JobRunner> runner,
                     JobListener listener)
    : settings_(std::move(settings)),
      runner_(std::move(runner)),
      listener_(std::move(listener)),
      stop_(::eventfd(0, EFD_CLOEXEC)),
      accepting_([this] { accept_all(); }) {}

JobServer::~JobServer() {
  stop(std::chrono::milliseconds(0));
}

void JobServer::accept_all() {
  for (;;) {
    auto socket = listener_.accept(stop_.number());
    if (!socket || !*socket) return;
    const auto connection = std::make_shared<Connection>(std::move(**socket));
    bool full = false;
    {
      const std::lock_guard lock(mutex_);
      full = connections_.size() >= kMost;
      if (!full) connections_.push_back(connection);
    }
    if (full) {
      std::thread([connection] { turn_away(connection->socket); }).detach();
      continue;
    }
    std::thread([this, connection] { serve(connection); }).detach();
  }
}

void JobServer::serve(const std::shared_ptr<Connection>& connection) {
  const auto process = connection->socket.peer();
  auto caller = process ? admit(*process, settings_.socket)
                        : Result<Caller>(tl::unexpected<Error>(process.error()));
  if (caller) {
    JobConversation conversation(connection->socket, std::move(*caller), *runner_, settings_);
    conversation.run(
        [&] {
          const std::lock_guard lock(mutex_);
          connection->at_work = !stopping_;
          return !stopping_;
        },
        [&] {
          const std::lock_guard lock(mutex_);
          connection->at_work = false;
          if (stopping_) connection->socket.shut_down();
        });
  } else {
    settings_.event_log->warning("caller-refused", {{"error", render(caller.error())}});
    (void)connection->socket.send(refused_of(caller.error()));
  }
  const std::lock_guard lock(mutex_);
  connections_.remove(connection);
  gone_.notify_all();
}

void JobServer::stop(std::chrono::milliseconds grace) {
  std::unique_lock lock(mutex_);
  if (std::exchange(stopping_, true)) return;
  lock.unlock();
  const std::uint64_t one = 1;
  (void)!::write(stop_.number(), &one, sizeof(one));
  accepting_.join();
  runner_->cancel_all();
  lock.lock();
  for (const auto& connection : connections_) {
    if (!connection->at_work) connection->socket.shut_down();
  }
  gone_.wait_for(lock, grace, [this] { return connections_.empty(); });
  for (const auto& connection : connections_) connection->socket.shut_down();
  gone_.wait(lock, [this] { return connections_.empty(); });
}

}  // namespace medisc
