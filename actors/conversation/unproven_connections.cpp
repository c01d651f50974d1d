#include "actors/conversation/unproven_connections.hpp"

namespace medisc {

void UnprovenConnections::enter(std::shared_ptr<UnprovenConnection> unproven) {
  connections_.remove_if([](const std::shared_ptr<UnprovenConnection>& other) {
    return other->connection == nullptr || other->connection->proven();
  });
  connections_.push_back(std::move(unproven));
  if (connections_.size() <= most_) return;
  const auto oldest = caf::actor_cast<caf::actor>(connections_.front()->broker);
  if (oldest) caf::anon_send(oldest, Dismiss::value);
  connections_.pop_front();
}

}  // namespace medisc
