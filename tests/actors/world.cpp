#include "tests/actors/world.hpp"

#include <thread>

namespace medisc::test {
namespace {

/// The conversation lives as long as its frame: a lambda's captures are read through it.
struct TalkState {
  std::function<Task<void>(Host&)> conversation;
  std::unique_ptr<Host> host;
};

using TalkBroker = StatefulBroker<TalkState>;

caf::behavior host_talk(TalkBroker* self, const std::function<Task<void>(Host&)>& conversation,
                        const Host::Ended& ended) {
  self->state.conversation = conversation;
  self->state.host = std::make_unique<Host>(self);
  return self->state.host->run(self->state.conversation(*self->state.host), ended);
}

}  // namespace

void Notes::write(LogLevel, std::string_view event, const Fields& fields) {
  std::string line(event);
  for (const auto& [name, value] : fields) line += " " + std::string(name) + "=" + value;
  const std::scoped_lock lock(mutex_);
  lines_.push_back(std::move(line));
}

std::vector<std::string> Notes::lines() const {
  const std::scoped_lock lock(mutex_);
  return lines_;
}

bool Notes::await(const std::string& text) const {
  for (int tries = 0; tries < 500; ++tries) {
    for (const std::string& line : lines()) {
      if (line.find(text) != std::string::npos) return true;
    }
    std::this_thread::sleep_for(10ms);
  }
  return false;
}

World::~World() {
  for (const Listener& listener : listeners_) stop(listener, 0ms);
  for (const caf::actor& actor : actors_) {
    caf::anon_send_exit(actor, caf::exit_reason::user_shutdown);
  }
}

Listener World::serve(Conversation conversation, const Channels& channels) {
  auto listener = listen(system(), {"127.0.0.1", 0}, std::move(conversation), notes_, channels);
  if (!listener) throw std::runtime_error(render(listener.error()));
  adopt(*listener);
  return *listener;
}

Result<void> World::talk(std::function<Task<void>(Host&)> conversation) {
  auto ending = std::make_shared<std::promise<Result<void>>>();
  auto ended = ending->get_future();
  const Host::Ended tell = [ending](const std::optional<Error>& error) {
    ending->set_value(error ? Result<void>(tl::unexpected<Error>(*error)) : Result<void>());
  };
  const caf::actor broker =
      system().middleman().spawn_broker(host_talk, std::move(conversation), tell);
  if (ended.wait_for(20s) != std::future_status::ready) {
    caf::anon_send_exit(broker, caf::exit_reason::kill);
    throw std::runtime_error("a conversation hangs");
  }
  return ended.get();
}

}  // namespace medisc::test
