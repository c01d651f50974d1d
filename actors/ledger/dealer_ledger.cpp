#include "actors/ledger/dealer_ledger.hpp"

#include "actors/ledger/dealer_answers.hpp"

namespace medisc {
namespace {

Ledger::behavior_type answer_requests(const std::shared_ptr<DealerAnswers>& answers) {
  return {[=](const LedgerRequest& request) {
    return answers->answer(request);
  }};
}

}  // namespace

Ledger spawn_dealer_ledger(caf::actor_system& system, std::unique_ptr<DealerPools> pools) {
  auto answers = std::make_shared<DealerAnswers>(std::move(pools));
  return system.spawn<caf::detached>(answer_requests, answers);
}

}  // namespace medisc
