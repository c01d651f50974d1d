/// An actor system for one test: conversations run in it, and nothing of it is left behind.
#pragma once

#include <future>
#include <mutex>
#include <stdexcept>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "actors/conversation/actor_system.hpp"
#include "actors/conversation/dialer.hpp"
#include "actors/conversation/handshake.hpp"
#include "actors/conversation/listener.hpp"
#include "actors/ledger/ask_ledger.hpp"
#include "tests/actors/notes.hpp"
#include "tests/error/outcomes.hpp"

namespace medisc::test {

using namespace std::chrono_literals;

class World {
 public:
  World() = default;
  World(const World&) = delete;
  World& operator=(const World&) = delete;
  ~World();

  caf::actor_system& system() { return system_.get(); }
  const std::shared_ptr<Notes>& notes() const { return notes_; }

  /// Listens at a free port; the listener goes with this world.
  Listener serve(Conversation conversation, const Channels& channels = {},
                 const HelperActors& helpers = {});
  void adopt(const Listener& listener) { listeners_.push_back(listener); }
  /// Ends with this world.
  template <class Actor>
  Actor adopt(Actor actor) {
    actors_.push_back(caf::actor_cast<caf::actor>(actor));
    return actor;
  }

  /// Runs a conversation of its own on the network thread; its error, if one ends it. Throws
  /// std::runtime_error where it does not end.
  Result<void> talk(std::function<Task<void>(Process&)> conversation);
  /// The same with other helpers than this world's dialer.
  Result<void> talk(std::function<Task<void>(Process&)> conversation, HelperActors helpers);

  /// An actor's answer.
  template <class T, class Actor, class... Request>
  Result<T> ask(const Actor& actor, Request... request);

  /// A ledger's.
  template <class Request>
  Result<typename Request::Answer> ask(const Ledger& ledger, Request request) {
    return ask_ledger<Request>(system(), ledger, std::move(request));
  }

 private:
  ActorSystem system_;
  std::shared_ptr<Notes> notes_ = std::make_shared<Notes>();
  std::vector<Listener> listeners_;
  std::vector<caf::actor> actors_;
  const Dialer dialer_ = adopt(spawn_dialer(system_.get()));
};

template <class T, class Actor, class... Request>
Result<T> World::ask(const Actor& actor, Request... request) {
  caf::scoped_actor self{system()};
  Result<T> result = fail(ErrorCode::kInternal, "no answer");
  auto asked = self->request(actor, 10s, std::move(request)...);
  const auto failed = [&](const caf::error& error) {
    result = tl::unexpected<Error>(from_caf(error));
  };
  if constexpr (std::is_void_v<T>) {
    asked.receive([&] { result = {}; }, failed);
  } else {
    asked.receive([&](T& value) { result = std::move(value); }, failed);
  }
  return result;
}

inline Address at(const Listener& listener) {
  return {"127.0.0.1", listener.port};
}

}  // namespace medisc::test
