/// Every actor's typed interface.
///
/// A process runs one ledger (its database), one dialer, and a broker a conversation
/// (host.hpp):
///
///   dealer    listener --forks--> conversation --asks--> dealer ledger
///   service   listener --forks--> conversation --asks--> party ledger, dialer
///   hospital  one conversation a job         --asks--> party ledger, dialer
///
/// Conversations run on the network thread and never block; ledgers and dialers are detached
/// actors that may.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include <caf/all.hpp>

#include "config/address.hpp"
#include "error/error.hpp"
#include "messages/hello.hpp"
#include "messages/message.hpp"
#include "plan/plan.hpp"
#include "storage/rows.hpp"

namespace medisc {

// Requests to a party ledger. Ids are 32 hexadecimal digits.

struct FindPlan {
  std::string model;
  std::string service;  ///< its public key
};
struct PutPlan {
  std::string model;
  std::string service;
  Plan plan;
};
/// The pool's secret of this party: the service's sealed mask, the hospital's D. Empty if none.
struct FindPoolSecret {
  PoolKey pool;
};
struct PutPoolSecret {
  PoolKey pool;
  Bytes secret;
};
/// Those of `ids` that this party holds no half of, nor ever held.
struct FindMissing {
  PoolKey pool;
  std::vector<std::string> ids;
};
/// Those of `ids` that no session can use here: they are not prepared.
struct FindUnprepared {
  PoolKey pool;
  std::vector<std::string> ids;
};
/// Sealed halves from the dealer. The answer: those that this party had never held; only they
/// are stored.
struct Deposit {
  PoolKey pool;
  std::vector<SealedHalf> halves;
};
/// How long a bundle of the pool took when it was last fetched and prepared.
struct FindPace {
  PoolKey pool;
};
struct PutPace {
  PoolKey pool;
  std::chrono::microseconds pace;
};
struct FindBundles {
  PoolKey pool;
  BundleState state;
  std::size_t limit;
};
/// Picks bundles for one job: nobody else gets them until it is done with them (Store::claim).
struct Claim {
  PoolKey pool;
  BundleState state;
  std::size_t limit;
};
struct Release {
  PoolKey pool;
  std::vector<std::string> ids;
};
struct FindHalves {
  PoolKey pool;
  std::vector<std::string> ids;
};
struct PutPrepared {
  PoolKey pool;
  std::vector<PreparedOpenings> bundles;
};
/// Durable when it is answered.
struct Consume {
  PoolKey pool;
  std::vector<std::string> ids;
  SessionStart session;
};
struct Burn {
  PoolKey pool;
  std::vector<std::string> ids;
  std::string reason;
};
/// What the peer has told of itself and us, or nothing yet (storage/old_copy.hpp). The answer:
/// what we tell it, and how many bundles were burned because this database is an older copy.
struct ExchangeSpent {
  Peer peer;
  std::optional<SpentReport> told;
};
struct OwnSpent {
  SpentReport standing;
  std::optional<std::uint64_t> burned;
};
struct EndSession {
  std::string id;
  SessionEnd end;
};

using OptionalPlan = std::optional<Plan>;
using Pace = std::optional<std::chrono::microseconds>;
using Ids = std::vector<std::string>;
using Halves = std::vector<Half>;
using ConsumedBundles = std::vector<ConsumedBundle>;

/// A party's database: one thread, one store.
using PartyLedger = caf::typed_actor<
    caf::replies_to<FindPlan>::with<OptionalPlan>, caf::reacts_to<PutPlan>,
    caf::replies_to<FindPoolSecret>::with<Bytes>, caf::reacts_to<PutPoolSecret>,
    caf::replies_to<FindMissing>::with<Ids>, caf::replies_to<FindUnprepared>::with<Ids>,
    caf::replies_to<Deposit>::with<Ids>, caf::replies_to<FindPace>::with<Pace>,
    caf::reacts_to<PutPace>, caf::replies_to<FindBundles>::with<Ids>,
    caf::replies_to<Claim>::with<Ids>, caf::reacts_to<Release>,
    caf::replies_to<FindHalves>::with<Halves>, caf::reacts_to<PutPrepared>,
    caf::replies_to<Consume>::with<ConsumedBundles>, caf::reacts_to<Burn>,
    caf::replies_to<ExchangeSpent>::with<OwnSpent>, caf::reacts_to<EndSession>>;

/// The dealer's database. Answers a registered peer's request with its answer, or an error.
using DealerLedger = caf::typed_actor<caf::replies_to<Peer, Message>::with<Message>,
                                      caf::replies_to<ExchangeSpent>::with<OwnSpent>>;

/// Connects a socket. The answer is a connected, non-blocking descriptor, the asker's to close.
using Dialer = caf::typed_actor<caf::replies_to<Address, std::chrono::milliseconds>::with<int>>;

}  // namespace medisc

#define MEDISC_LOCAL_MESSAGE(Type) \
  template <>                      \
  struct caf::allowed_unsafe_message_type<medisc::Type> : std::true_type {};

// None of these ever leaves its process: what crosses machines is messages/medisc.capnp.
MEDISC_LOCAL_MESSAGE(FindPlan)
MEDISC_LOCAL_MESSAGE(PutPlan)
MEDISC_LOCAL_MESSAGE(FindPoolSecret)
MEDISC_LOCAL_MESSAGE(PutPoolSecret)
MEDISC_LOCAL_MESSAGE(FindMissing)
MEDISC_LOCAL_MESSAGE(FindUnprepared)
MEDISC_LOCAL_MESSAGE(Deposit)
MEDISC_LOCAL_MESSAGE(FindPace)
MEDISC_LOCAL_MESSAGE(PutPace)
MEDISC_LOCAL_MESSAGE(FindBundles)
MEDISC_LOCAL_MESSAGE(Claim)
MEDISC_LOCAL_MESSAGE(Release)
MEDISC_LOCAL_MESSAGE(FindHalves)
MEDISC_LOCAL_MESSAGE(PutPrepared)
MEDISC_LOCAL_MESSAGE(Consume)
MEDISC_LOCAL_MESSAGE(Burn)
MEDISC_LOCAL_MESSAGE(EndSession)
MEDISC_LOCAL_MESSAGE(ExchangeSpent)
MEDISC_LOCAL_MESSAGE(OwnSpent)
MEDISC_LOCAL_MESSAGE(OptionalPlan)
MEDISC_LOCAL_MESSAGE(Pace)
MEDISC_LOCAL_MESSAGE(Halves)
MEDISC_LOCAL_MESSAGE(ConsumedBundles)
MEDISC_LOCAL_MESSAGE(Peer)
MEDISC_LOCAL_MESSAGE(Message)
MEDISC_LOCAL_MESSAGE(Address)
MEDISC_LOCAL_MESSAGE(Half)
MEDISC_LOCAL_MESSAGE(ConsumedBundle)

#undef MEDISC_LOCAL_MESSAGE
