/// What a conversation asks of its process's ledger, the actor that owns the database: one
/// thread, one store. Each request names its answer; an error may come in its place.
///
///   dealer    listener --starts--> conversation --asks--> dealer's ledger
///   service   listener --starts--> conversation --asks--> party's ledger, dialer
///   hospital  one conversation a job            --asks--> party's ledger, dialer
///
/// Conversations run on the network thread and never block; ledgers and dialers are actors of a
/// thread of their own, that may (conversation/actor_types.hpp).
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "error/error.hpp"
#include "messages/hello.hpp"
#include "messages/message.hpp"
#include "plan/plan.hpp"
#include "results/kept_result.hpp"
#include "storage/rows.hpp"

namespace medisc {

using OptionalPlan = std::optional<Plan>;
using Pace = std::optional<std::chrono::microseconds>;
using Ids = std::vector<std::string>;  ///< of bundles: 32 hexadecimal digits each
using Halves = std::vector<Half>;
using MissingHalves = std::vector<MissingHalf>;
using ChunkList = std::vector<Bytes>;
using ConsumedBundles = std::vector<ConsumedBundle>;

/// What we tell a peer of the bundles spent, and how many were burned because this database is
/// an older copy, if it is.
struct OwnSpent {
  SpentReport report;
  std::optional<std::uint64_t> burned;
};

/// What a session has answered, kept in the transaction that ends it.
struct SessionAnswers {
  std::vector<KeptResult> results{};
  std::vector<RequestEnd> ended{};  ///< requests that have all of their results with these
  std::vector<AuditEntry> audit{};
};

/// A request that runs from now on, or has all of its results.
struct BegunRequest {
  std::string id;
  std::string plan_hash;              ///< that its results were made with
  std::vector<KeptResult> results{};  ///< that it has from before
};

/// A result with what stands beside it in the clear.
struct FoundResult {
  KeptResult result;
  std::int64_t serial = 0;
  std::string session;
  std::string made_at;
  RequestStart request;
};
using FoundResults = std::vector<FoundResult>;
using RequestRows = std::vector<RequestRow>;

// Requests to a party's ledger.

struct FindPlan {
  using Answer = OptionalPlan;
  std::string model;
  std::string service;  ///< its public key
};
/// The hash of the same, where that is all that is wanted: a plan may be large.
struct FindPlanHash {
  using Answer = std::optional<std::string>;
  std::string model;
  std::string service;
};
struct PutPlan {
  using Answer = void;
  std::string model;
  std::string service;
  Plan plan;
};
/// Service: the pool's mask, sealed. Empty if none.
struct FindMask {
  using Answer = Bytes;
  PoolKey pool;
};
struct PutMask {
  using Answer = void;
  PoolKey pool;
  Bytes sealed;
};
/// Hospital: what is here of D = W - a1.
struct FindWeights {
  using Answer = HeldWeights;
  PoolKey pool;
};
/// Chunks of D (PartyPools::add_weights). The answer: what is here then.
struct PutWeights {
  using Answer = HeldWeights;
  PoolKey pool;
  MaskTag mask_tag;
  Chunks chunks;
};
/// Chunks of D, which is whole, from `first` on (PartyPools::weights).
struct ReadWeights {
  using Answer = ChunkList;
  PoolKey pool;
  std::uint32_t first;
  std::size_t bytes;
};
/// Those of `ids` that this party does not hold, nor ever held, a whole half of.
struct FindMissing {
  using Answer = MissingHalves;
  PoolKey pool;
  std::vector<std::string> ids;
};
/// Those of `ids` that no session can use here: they are not prepared.
struct FindUnprepared {
  using Answer = Ids;
  PoolKey pool;
  std::vector<std::string> ids;
};
/// Sealed halves from the dealer, or chunks of them. The answer: those that this party had
/// never held whole; only they are stored.
struct Deposit {
  using Answer = Ids;
  PoolKey pool;
  std::vector<SealedHalf> halves;
};
/// How long a bundle of the pool took when it was last fetched and prepared.
struct FindPace {
  using Answer = Pace;
  PoolKey pool;
};
struct PutPace {
  using Answer = void;
  PoolKey pool;
  std::chrono::microseconds pace;
};
struct FindBundles {
  using Answer = Ids;
  PoolKey pool;
  BundleState state;
  std::size_t limit;
};
/// Picks bundles for one job: nobody else gets them until it is done with them
/// (PartyPools::claim).
struct Claim {
  using Answer = Ids;
  PoolKey pool;
  BundleState state;
  std::size_t limit;
};
struct Release {
  using Answer = void;
  PoolKey pool;
  std::vector<std::string> ids;
};
struct FindHalves {
  using Answer = Halves;
  PoolKey pool;
  std::vector<std::string> ids;
};
struct PutPrepared {
  using Answer = void;
  PoolKey pool;
  std::vector<PreparedOpenings> bundles;
};
/// Durable when it is answered.
struct Consume {
  using Answer = ConsumedBundles;
  PoolKey pool;
  std::vector<std::string> ids;
  SessionStart session;
};
/// The next chunks of a consumed bundle (PartyPools::read_on), as they are stored; openings
/// decrypted. `bundle` without its chunks.
struct ReadOn {
  using Answer = ChunkList;
  ConsumedBundle bundle;
  Material which;
  std::uint32_t first;
  std::size_t bytes;
};
struct Burn {
  using Answer = void;
  PoolKey pool;
  std::vector<std::string> ids;
  std::string reason;
};
/// What the peer has told of itself and us, or nothing yet (storage/old_copy.hpp).
struct ExchangeSpent {
  using Answer = OwnSpent;
  Peer peer;
  std::optional<SpentReport> told;
};
/// Durable when it is answered, where anything was answered.
struct EndSession {
  using Answer = void;
  std::string id;
  SessionEnd end;
  SessionAnswers answers{};
};

// Requests to a hospital's ledger.

/// Starts a request, or takes up the one that its asker has named so before: then its results
/// come along, and no record is diagnosed twice. Errors: kBusy where that runs just now;
/// kBadInput where it was asked of another model or of other records.
struct BeginRequest {
  using Answer = BegunRequest;
  RequestStart start;
  std::vector<InputDigest> digests;  ///< one a record
};
struct EndRequest {
  using Answer = void;
  RequestEnd end;
  AuditEntry entry;
};
/// Newest first.
struct FindRequests {
  using Answer = RequestRows;
  std::string id;  ///< empty: the newest
  std::size_t limit;
};
struct FindResults {
  using Answer = FoundResults;
  ResultQuery query;
};
/// For the audit trail.
struct Note {
  using Answer = void;
  AuditEntry entry;
};
/// Forgets what was made before this time, UTC text; how many results.
struct DropResults {
  using Answer = std::uint64_t;
  std::string before;
};

// Requests to the dealer's ledger: ExchangeSpent, and

/// A registered peer's request; the answer goes to that peer.
struct PeerRequest {
  using Answer = Message;
  Peer peer;
  Message message;
};

/// Any of them, and any answer.
using LedgerRequest =
    std::variant<FindPlan, FindPlanHash, PutPlan, FindMask, PutMask, FindWeights, PutWeights,
                 ReadWeights, FindMissing, FindUnprepared, Deposit, FindPace, PutPace,
                 FindBundles, Claim, Release, FindHalves, PutPrepared, Consume, ReadOn, Burn,
                 ExchangeSpent, EndSession, BeginRequest, EndRequest, FindRequests, FindResults,
                 Note, DropResults, PeerRequest>;
using LedgerAnswer =
    std::variant<Result<void>, Result<OptionalPlan>, Result<Bytes>, Result<Ids>, Result<Pace>,
                 Result<HeldWeights>, Result<Halves>, Result<MissingHalves>,
                 Result<ConsumedBundles>, Result<ChunkList>, Result<OwnSpent>,
                 Result<std::optional<std::string>>, Result<BegunRequest>, Result<RequestRows>,
                 Result<FoundResults>, Result<std::uint64_t>, Result<Message>>;

}  // namespace medisc
