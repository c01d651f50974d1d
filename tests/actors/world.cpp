#include "tests/actors/world.hpp"

namespace medisc::test {
namespace {

/// The conversation lives as long as its frame: a lambda's captures are read through it.
struct TalkState {
  std::function<Task<void>(Process&)> conversation;
  std::unique_ptr<BrokerProcess> process;
};

using TalkBroker = StatefulBroker<TalkState>;

caf::behavior host_talk(TalkBroker* self,
                        const std::function<Task<void>(Process&)>& conversation,
                        const HelperActors& helpers, const Process::Ended& ended) {
  self->state.conversation = conversation;
  self->state.process = std::make_unique<BrokerProcess>(self, helpers);
  return self->state.process->run(self->state.conversation(*self->state.process), ended);
}

}  // namespace

World::~World() {
  for (const Listener& listener : listeners_) stop(listener, 0ms);
  for (const caf::actor& actor : actors_) {
    caf::anon_send_exit(actor, caf::exit_reason::user_shutdown);
  }
}

Listener World::serve(Conversation conversation, const Channels& channels,
                      const HelperActors& helpers) {
  auto listener =
      listen(system(), {"127.0.0.1", 0}, std::move(conversation), helpers, notes_, channels);
  if (!listener) throw std::runtime_error(render(listener.error()));
  adopt(*listener);
  return *listener;
}

Result<void> World::talk(std::function<Task<void>(Process&)> conversation) {
  return talk(std::move(conversation), {{}, dialer_, nullptr});
}

Result<void> World::talk(std::function<Task<void>(Process&)> conversation,
                         HelperActors helpers) {
  auto ending = std::make_shared<std::promise<Result<void>>>();
  auto ended = ending->get_future();
  const Process::Ended tell = [ending](const std::optional<Error>& error) {
    ending->set_value(error ? Result<void>(tl::unexpected<Error>(*error)) : Result<void>());
  };
  const caf::actor broker = system().middleman().spawn_broker(
      host_talk, std::move(conversation), std::move(helpers), tell);
  if (ended.wait_for(20s) != std::future_status::ready) {
    caf::anon_send_exit(broker, caf::exit_reason::kill);
    throw std::runtime_error("a conversation hangs");
  }
  return ended.get();
}

}  // namespace medisc::test
