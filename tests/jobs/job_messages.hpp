/// One of each job message, every field of it set.
#pragma once

#include "jobs/message.hpp"

namespace medisc::test {

inline std::vector<JobMessage> every_job_message() {
  PlanHash hash;
  hash.fill(7);
  std::array<std::uint8_t, 32> digest;
  digest.fill(9);
  const SessionCosts costs{1, 2, 3, 4, 5, 6, 7};
  return {
      Greeting{1, "a client"},
      Welcome{1, "0.1.0", 4711},
      Refused{"pool-dry", "nothing is left", "prepare more"},
      ModelsQuestion{},
      ModelList{{{"breast", "acme", "aa11", hash, 1, 2, 3, 4, 5}, {"m", "s", "k", hash}}},
      PlanQuestion{hash},
      PlanText{{1, 2, 3}},
      JobStart{"anna", "http", "r-1", true, "breast", "acme", hash, 2, 16, 1u << 30, 5, false},
      JobRecords{{"a", "b"}, {1, -2, 1LL << 40, 0}},
      JobBegun{"0123", hash},
      JobAnswers{{{3, {-1, 5}, "s1", costs, true}, {4, {}, "", {}, false}}},
      JobDone{},
      Cancel{"0123"},
      ResultsQuestion{"anna", "http", "0123", "rec", "breast", "2026", 77, 5},
      StoredResults{{{5,
                      "0123",
                      1,
                      "rec",
                      "breast",
                      "acme",
                      hash,
                      "s1",
                      "2026",
                      "anna",
                      "http",
                      digest,
                      {8, -9},
                      costs,
                      16}}},
      RequestQuestion{"0123"},
      RequestReport{"0123", "done", "none", "breast", "acme", hash, 3, 2, "anna", "http",
                    "2026", "2027"},
      PrepareStart{"anna", "breast", "acme", 100, 9},
      PrepareProgress{1, 2},
      PrepareDone{3, 4},
      MetricsQuestion{},
      MetricsText{{'a', 'b'}},
      HealthQuestion{},
      Health{true, "the disk is full"},
      Done{},
  };
}

}  // namespace medisc::test
