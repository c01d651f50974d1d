/// Dealer, service and hospital in one thread, on a network in memory: their own conversations
/// and ledgers, stores in memory, no socket, no actor.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <vector>

#include "actors/hospital/conversations.hpp"
#include "actors/ledger/dealer_answers.hpp"
#include "actors/ledger/party_answers.hpp"
#include "actors/service/service_context.hpp"
#include "storage/memory_store.hpp"
#include "tests/actors/memory/memory_network.hpp"
#include "tests/actors/notes.hpp"
#include "tests/protocol/small_model.hpp"

namespace medisc::test {

class MemoryRoles {
 public:
  static constexpr std::uint16_t kDealerPort = 1;
  static constexpr std::uint16_t kServicePort = 2;

  /// A dealer with so many bundles of a model, "small", a service that has registered it, and a
  /// hospital that holds nothing yet.
  explicit MemoryRoles(std::uint64_t dealt, SmallModel model = {},
                       std::size_t grant_bytes = kChunksAtOnce);

  Result<PrepareOutcome> prepare(std::size_t count, std::chrono::seconds wait = {});
  /// Diagnoses so many records, different ones. Results go to `diagnoses`.
  Result<void> diagnose(std::size_t count, std::size_t batch = 1,
                        std::chrono::seconds wait = {});
  /// Runs any conversation as the hospital.
  Result<void> as_hospital(std::function<Task<void>(Process&)> conversation);

  /// Whether each diagnosis so far equals its record's reference.
  bool are_right() const;
  /// Masks that were used for two values, a line each (tests/faults/once.hpp).
  std::vector<std::string> reused_masks();

  std::uint64_t at_hospital(BundleState state) { return count_in(*hospital_store, state); }
  std::uint64_t at_service(BundleState state) { return count_in(*service_store, state); }
  /// Prepared bundles that a job could claim now.
  std::size_t claimable();

  MemoryNetwork network;
  std::shared_ptr<Notes> notes = std::make_shared<Notes>();
  const Weights weights;
  const Plan plan;
  HospitalContext hospital;
  std::shared_ptr<ServiceContext> service;
  Store* dealer_store = nullptr;
  Store* service_store = nullptr;
  Store* hospital_store = nullptr;
  Answers dealer_answers;  ///< tests may change it
  Answers service_answers;
  Answers hospital_answers;
  bool ahead = true;
  std::vector<std::vector<std::int64_t>> records;
  std::map<std::size_t, Diagnosis> diagnoses;  ///< by their record

  /// What `make_service` gives the service; tests may change it and call it again.
  ServiceSettings service_settings;
  void make_service();

 private:
  static std::uint64_t count_in(Store& store, BundleState state);
  void deal(std::uint64_t count);
};

/// Has a fault of each kind strike at each await of `act` in turn, in a site made anew by
/// `arrange` each time. After each: no conversation is left over, no result was wrong, no
/// bundle is claimed still, and the site works: it prepares and diagnoses. By then no mask was
/// used for two values. Returns how many faults struck.
std::size_t strike_at_every_await(const std::function<std::unique_ptr<MemoryRoles>()>& arrange,
                                  const std::function<void(MemoryRoles&)>& act);

}  // namespace medisc::test
