@0xc8f3be1d04a7625f;
# What a hospital's daemon and those who come to its socket say to one another. Both run on one
# machine, in one version. jobs/message.hpp explains each message.

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("medisc::wire");

const socketVersion :UInt32 = 1;

struct JobMessage {
  union {
    greeting @0 :Greeting;
    welcome @1 :Welcome;
    refused @2 :Refused;
    modelsQuestion @3 :Void;
    modelList @4 :List(OfferedModel);
    planQuestion @5 :Data;          # 32 bytes: the plan's hash
    planText @6 :Data;              # struct Plan of messages/medisc.capnp
    job @7 :Job;
    jobRecords @8 :JobRecords;
    jobBegun @9 :JobBegun;
    jobAnswers @10 :JobAnswers;
    jobDone @11 :Void;
    cancel @12 :Text;               # a request's id
    resultsQuestion @13 :ResultsQuestion;
    resultList @14 :List(StoredResult);
    requestQuestion @15 :Text;      # its id
    requestState @16 :RequestState;
    preparation @17 :PrepareStart;
    prepareProgress @18 :PrepareProgress;
    prepared @19 :Prepared;
    metricsQuestion @20 :Void;
    metricsText @21 :Data;
    healthQuestion @22 :Void;
    health @23 :Health;
    done @24 :Void;
  }
}

struct Greeting {
  version @0 :UInt32;
  client @1 :Text;
}

struct Welcome {
  version @0 :UInt32;
  release @1 :Text;
  serverPid @2 :UInt32;
}

struct Refused {
  code @0 :Text;
  context @1 :Text;
  hint @2 :Text;
}

struct OfferedModel {
  model @0 :Text;
  service @1 :Text;
  serviceKey @2 :Text;
  planHash @3 :Data;
  prepared @4 :UInt64;
  delivered @5 :UInt64;
  low @6 :UInt64;
  high @7 :UInt64;
  paceUs @8 :Int64;               # -1: not known
}

struct Job {
  asker @0 :Text;
  door @1 :Text;
  name @2 :Text;
  interactive @3 :Bool;
  model @4 :Text;
  service @5 :Text;
  planHash @6 :Data;
  records @7 :UInt32;
  batch @8 :UInt32;
  memory @9 :UInt64;
  waitSeconds @10 :UInt32;
  ahead @11 :Bool;
}

struct JobRecords {
  ids @0 :List(Text);
  values @1 :List(Int64);
}

struct JobBegun {
  request @0 :Text;
  planHash @1 :Data;
}

struct Costs {
  onlineUs @0 :Int64;
  totalUs @1 :Int64;
  payloadUp @2 :Int64;
  payloadDown @3 :Int64;
  wireUp @4 :Int64;
  wireDown @5 :Int64;
  flights @6 :Int64;
}

struct JobAnswer {
  place @0 :UInt32;
  logits @1 :List(Int64);
  session @2 :Text;
  costs @3 :Costs;
  earlier @4 :Bool;
}

struct JobAnswers {
  answers @0 :List(JobAnswer);
}

struct ResultsQuestion {
  asker @0 :Text;
  door @1 :Text;
  request @2 :Text;
  record @3 :Text;
  model @4 :Text;
  since @5 :Text;
  before @6 :Int64;
  limit @7 :UInt32;
}

struct StoredResult {
  serial @0 :Int64;
  request @1 :Text;
  place @2 :UInt32;
  record @3 :Text;
  model @4 :Text;
  service @5 :Text;
  planHash @6 :Data;
  session @7 :Text;
  madeAt @8 :Text;
  asker @9 :Text;
  door @10 :Text;
  digest @11 :Data;
  logits @12 :List(Int64);
  costs @13 :Costs;
  records @14 :UInt32;
}

struct RequestState {
  id @0 :Text;
  state @1 :Text;
  error @2 :Text;
  model @3 :Text;
  service @4 :Text;
  planHash @5 :Data;
  records @6 :UInt32;
  results @7 :UInt32;
  asker @8 :Text;
  door @9 :Text;
  arrivedAt @10 :Text;
  endedAt @11 :Text;
}

struct PrepareStart {
  asker @0 :Text;
  model @1 :Text;
  service @2 :Text;
  count @3 :UInt64;
  waitSeconds @4 :UInt32;
}

struct PrepareProgress {
  done @0 :UInt64;
  of @1 :UInt64;
}

struct Prepared {
  prepared @0 :UInt64;
  ready @1 :UInt64;
}

struct Health {
  live @0 :Bool;
  reason @1 :Text;                # why it is not ready; empty: it is
}
