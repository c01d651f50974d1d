#include "actors/conversation/converse.hpp"

#include "actors/conversation/attempt.hpp"
#include "messages/refusal.hpp"

namespace medisc {

Task<void> converse(Process& process, Connection& connection, Conversation conversation,
                    std::shared_ptr<EventLog::Fields> peer) {
  const Result<void> talked = co_await attempt(conversation(process, connection));
  *peer = connection.peer();
  if (talked) co_return;
  connection.send(to_refusal(talked.error()));
  throw Failure(talked.error());
}

}  // namespace medisc
