#include "actors/conversation/listener.hpp"

#include <future>
#include <thread>

#include "actors/conversation/unproven_connections.hpp"

namespace medisc {
namespace {

using CloseDoor = caf::atom_constant<caf::atom("close-door")>;

struct ConversationState {
  std::unique_ptr<BrokerProcess> process;
};

using ConversationBroker = StatefulBroker<ConversationState>;

/// Where conversations are told of.
struct Reports {
  std::shared_ptr<EventLog> event_log;
  std::shared_ptr<Metrics> metrics;
};

caf::behavior host_conversation(ConversationBroker* self, caf::io::connection_handle handle,
                                const Conversation& conversation, const HelperActors& helpers,
                                const Reports& reports,
                                const std::shared_ptr<std::atomic<int>>& open,
                                const std::shared_ptr<UnprovenConnection>& unproven,
                                const caf::actor& listener, const Address& address,
                                const Channels& channels) {
  // A listener that ends cuts off the conversations that run still.
  self->monitor(listener);
  self->set_down_handler(
      [self](const caf::down_msg&) { self->quit(caf::exit_reason::user_shutdown); });
  const std::string remote =
      to_string(Address{self->remote_addr(handle), self->remote_port(handle)});
  self->state.process = std::make_unique<BrokerProcess>(self, helpers);
  BrokerProcess& process = *self->state.process;
  Connection& connection =
      process.adopt_handle(handle, remote, value_of(channels.accepted(address)));
  unproven->connection = &connection;
  auto peer = std::make_shared<EventLog::Fields>();
  return process.run(
      converse(process, connection, conversation, peer),
      [=](const std::optional<Error>& error) {
        unproven->connection = nullptr;
        self->demonitor(listener);
        reports.metrics->set(metric::kConversationsOpen, {}, --*open);
        EventLog::Fields about{{"remote", remote}};
        about.insert(about.end(), peer->begin(), peer->end());
        if (error) {
          reports.metrics->add(metric::kRefusals, {{"error", error_id(error->code)}});
          about.emplace_back("error", render(*error));
          reports.event_log->warning("conversation-failed", about);
        } else {
          reports.event_log->debug("conversation-ended", about);
        }
      });
}

/// The port that is listened at, or nothing.
using Bound = std::promise<std::optional<std::uint16_t>>;

caf::behavior accept_all(Broker* self, const Address& address, const Conversation& conversation,
                         const HelperActors& helpers, const Reports& reports,
                         const Channels& channels,
                         const std::shared_ptr<std::atomic<int>>& open,
                         const std::shared_ptr<Bound>& bound) {
  const std::string host = address.host == "localhost" ? "127.0.0.1" : address.host;
  const auto doorman = self->add_tcp_doorman(address.port, host.c_str(), true);
  if (!doorman) {
    bound->set_value(std::nullopt);
    return {};
  }
  bound->set_value(doorman->second);
  auto unproven_connections = std::make_shared<UnprovenConnections>();
  return {
      [=](const caf::io::new_connection_msg& message) {
        reports.metrics->add(metric::kConversations);
        reports.metrics->set(metric::kConversationsOpen, {}, ++*open);
        auto unproven = std::make_shared<UnprovenConnection>();
        const caf::actor broker =
            self->fork(host_conversation, message.handle, conversation, helpers, reports, open,
                       unproven, caf::actor_cast<caf::actor>(self), address, channels);
        unproven->broker = broker.address();
        unproven_connections->enter(std::move(unproven));
      },
      [=](CloseDoor) { self->close(doorman->first); },
  };
}

}  // namespace

Result<Listener> listen(caf::actor_system& system, const Address& address,
                        Conversation conversation, HelperActors helpers,
                        std::shared_ptr<EventLog> event_log, Channels channels,
                        std::shared_ptr<Metrics> metrics) {
  if (auto safe = channels.encrypts(address); !safe) return tl::unexpected<Error>(safe.error());
  auto bound = std::make_shared<Bound>();
  auto port = bound->get_future();
  auto open = std::make_shared<std::atomic<int>>(0);
  auto actor = system.middleman().spawn_broker(
      accept_all, address, std::move(conversation), helpers,
      Reports{std::move(event_log), std::move(metrics)}, channels, open, bound);
  if (const auto found = port.get()) return Listener{actor, *found, open, helpers.all()};
  return fail(ErrorCode::kUsage, "can't listen at " + to_string(address),
              "is the address this machine's, and the port free?");
}

int stop(const Listener& listener, std::chrono::milliseconds grace) {
  constexpr std::chrono::milliseconds kStep{10};
  caf::anon_send(listener.actor, CloseDoor::value);
  for (auto waited = kStep; *listener.open > 0 && waited < grace; waited += kStep) {
    std::this_thread::sleep_for(kStep);
  }
  const int cut_off = *listener.open;
  caf::anon_send_exit(listener.actor, caf::exit_reason::user_shutdown);
  for (const caf::actor& actor : listener.helper_actors) {
    caf::anon_send_exit(actor, caf::exit_reason::user_shutdown);
  }
  return cut_off;
}

}  // namespace medisc
