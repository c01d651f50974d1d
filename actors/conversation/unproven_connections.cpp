#include "actors/conversation/unproven_connections.hpp"

namespace medisc {

void UnprovenConnections::enter(std::shared_ptr<UnprovenConnection> guest) {
  guests_.remove_if([](const std::shared_ptr<UnprovenConnection>& other) {
    return other->connection == nullptr || other->connection->proven();
  });
  guests_.push_back(std::move(guest));
  if (guests_.size() <= most_) return;
  const auto oldest = caf::actor_cast<caf::actor>(guests_.front()->broker);
  if (oldest) caf::anon_send(oldest, Dismiss::value);
  guests_.pop_front();
}

}  // namespace medisc
