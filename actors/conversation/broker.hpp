/// A CAF broker that lets go of everything when it ends.
///
/// CAF 0.17's own ends with its mailbox open. What is sent to it afterwards stays there and
/// refers to its sender: a timer of its own to itself, so that it is never freed, and the late
/// answer of a detached actor to that actor, whose thread the actor system then waits for in
/// vain.
#pragma once

#include <utility>

#include <caf/io/broker.hpp>
#include <caf/stateful_actor.hpp>

namespace medisc {

class Broker : public caf::io::broker {
 public:
  using caf::io::broker::broker;

  bool cleanup(caf::error&& reason, caf::execution_unit* host) override {
    close_all();
    // The parent's own skips this step, which closes the mailbox.
    // NOLINTNEXTLINE(bugprone-parent-virtual-call)
    return caf::scheduled_actor::cleanup(std::move(reason), host);
  }
};

/// With a state that goes when the broker ends.
template <class State>
using StatefulBroker = caf::stateful_actor<State, Broker>;

}  // namespace medisc
