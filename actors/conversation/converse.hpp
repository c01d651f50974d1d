/// One conversation with whoever has connected, and how it ends.
#pragma once

#include <functional>
#include <memory>

#include "actors/conversation/event_log.hpp"
#include "actors/conversation/process.hpp"

namespace medisc {

/// What to say to whoever connects.
using Conversation = std::function<Task<void>(Process&, Connection&)>;

/// Runs the conversation, and tells the peer of the error that ends it, if one does. `peer`
/// takes who that was. Throws Failure, after that.
Task<void> converse(Process& process, Connection& connection, Conversation conversation,
                    std::shared_ptr<EventLog::Fields> peer);

}  // namespace medisc
