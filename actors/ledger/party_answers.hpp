/// What a party's ledger answers, a hospital's or a service's, from its pools. No thread, no
/// actor.
#pragma once

#include <memory>
#include <type_traits>

#include "actors/contract.hpp"
#include "results/site_keys.hpp"
#include "storage/party_pools.hpp"

namespace medisc {

class PartyAnswers {
 public:
  /// `keys`: of a hospital that keeps results.
  PartyAnswers(std::unique_ptr<PartyPools> pools, Owner owner,
               std::shared_ptr<const SiteKeys> keys = nullptr)
      : pools_(std::move(pools)), owner_(owner), keys_(std::move(keys)) {}
  PartyAnswers(const PartyAnswers&) = delete;
  PartyAnswers& operator=(const PartyAnswers&) = delete;
  /// Erases traces, if there are any.
  ~PartyAnswers();

  /// An answer of the kind that the request names, or an error in its place.
  LedgerAnswer answer(LedgerRequest request);

  /// Erases what the database's log still has of bundles that are spent: waits for the disk.
  void erase_traces();

 private:
  Result<OptionalPlan> answer_to(const FindPlan& request);
  Result<std::optional<std::string>> answer_to(const FindPlanHash& request);
  Result<void> answer_to(const PutPlan& request);
  Result<Bytes> answer_to(const FindMask& request);
  Result<void> answer_to(const PutMask& request);
  Result<HeldWeights> answer_to(const FindWeights& request);
  Result<HeldWeights> answer_to(const PutWeights& request);
  Result<ChunkList> answer_to(const ReadWeights& request);
  Result<MissingHalves> answer_to(const FindMissing& request);
  Result<Ids> answer_to(const FindUnprepared& request);
  Result<Ids> answer_to(Deposit& request);
  Result<Pace> answer_to(const FindPace& request);
  Result<void> answer_to(const PutPace& request);
  Result<Ids> answer_to(const FindBundles& request);
  Result<Ids> answer_to(const Claim& request);
  Result<void> answer_to(const Release& request);
  Result<Halves> answer_to(const FindHalves& request);
  Result<void> answer_to(const PutPrepared& request);
  Result<ConsumedBundles> answer_to(const Consume& request);
  Result<ChunkList> answer_to(const ReadOn& request);
  Result<void> answer_to(const Burn& request);
  Result<OwnSpent> answer_to(const ExchangeSpent& request);
  Result<void> answer_to(const EndSession& request);
  Result<BegunRequest> answer_to(const BeginRequest& request);
  Result<void> answer_to(const EndRequest& request);
  Result<RequestRows> answer_to(const FindRequests& request);
  Result<FoundResults> answer_to(const FindResults& request);
  Result<void> answer_to(const Note& request);
  Result<std::uint64_t> answer_to(const DropResults& request);
  static Result<Message> answer_to(const PeerRequest& request);

  Result<BegunRequest> take_up(const RequestRow& before, const BeginRequest& request);

  template <class Operation>
  std::invoke_result_t<Operation, PoolId> in_pool(const PoolKey& key, Operation operation);

  std::unique_ptr<PartyPools> pools_;
  Owner owner_;
  std::shared_ptr<const SiteKeys> keys_;
  bool has_traces_ = false;  ///< of bundles that are spent
};

}  // namespace medisc
