#include "actors/conversation/process.hpp"

namespace medisc {

Connection& Process::adopt(std::unique_ptr<Socket> socket, std::string remote,
                           std::unique_ptr<TlsSession> tls) {
  std::erase_if(connections_, [](const auto& connection) { return connection->released(); });
  connections_.push_back(std::make_unique<Connection>(std::move(socket), std::move(remote),
                                                      std::move(tls), clock_));
  return *connections_.back();
}

void Process::start(Task<void> conversation, Ended ended) {
  ended_ = std::move(ended);
  conversation_.emplace(std::move(conversation));
  conversation_->start(trampoline_);
  settle();
}

void Process::resume(std::coroutine_handle<> waiting) {
  trampoline_.schedule(waiting);
  trampoline_.run();
  settle();
}

void Process::settle() {
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
  on_ended();
}

void Process::tick() {
  for (const auto& connection : connections_) connection->on_tick();
  settle();
}

void Process::on_wake(std::uint64_t sleeper) {
  const auto found = sleepers_.find(sleeper);
  if (found == sleepers_.end()) return;
  const std::coroutine_handle<> waiting = found->second;
  sleepers_.erase(found);
  resume(waiting);
}

std::uint64_t Process::put_to_sleep(std::coroutine_handle<> waiting) {
  sleepers_.emplace(++sleepers_so_far_, waiting);
  return sleepers_so_far_;
}

void Process::rouse() {
  roused_ = true;
  if (to_rouse_ != 0) on_wake(to_rouse_);
}

void Process::Dialling::await_suspend(std::coroutine_handle<> waiting) {
  process_->start_dialling(std::move(address_), patience_,
                           [this, waiting](Result<std::unique_ptr<Socket>> socket) {
                             socket_.emplace(std::move(socket));
                             process_->resume(waiting);
                           });
}

}  // namespace medisc
