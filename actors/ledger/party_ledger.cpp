#include "actors/ledger/party_ledger.hpp"

#include <mutex>

#include "actors/ledger/delayed_action.hpp"
#include "actors/ledger/party_answers.hpp"

namespace medisc {
namespace {

/// LOCAL: how long a session's traces stay. Emptying the database's log waits for the disk, and
/// keeps whatever spends bundles next waiting.
constexpr std::chrono::milliseconds kTracesStay{1'000};

/// Answers that two threads use: the ledger's, and the one that erases traces.
class SharedAnswers {
 public:
  SharedAnswers(std::unique_ptr<PartyPools> pools, Owner owner,
                std::shared_ptr<const SiteKeys> keys)
      : answers_(std::move(pools), owner, std::move(keys)) {}

  LedgerAnswer answer(LedgerRequest request) {
    if (std::holds_alternative<EndSession>(request)) erasing_.ask();
    const std::lock_guard lock(mutex_);
    return answers_.answer(std::move(request));
  }

 private:
  std::mutex mutex_;
  PartyAnswers answers_;
  DelayedAction erasing_{kTracesStay, [this] {
                           const std::lock_guard lock(mutex_);
                           answers_.erase_traces();
                         }};
};

Ledger::behavior_type answer_requests(const std::shared_ptr<SharedAnswers>& answers) {
  return {[=](LedgerRequest& request) {
    return answers->answer(std::move(request));
  }};
}

}  // namespace

Ledger spawn_party_ledger(caf::actor_system& system, std::unique_ptr<PartyPools> pools,
                          Owner owner, std::shared_ptr<const SiteKeys> keys) {
  auto answers = std::make_shared<SharedAnswers>(std::move(pools), owner, std::move(keys));
  return system.spawn<caf::detached>(answer_requests, answers);
}

}  // namespace medisc
