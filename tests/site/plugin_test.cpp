// The façade within a shared library that is loaded at run time.
#include <memory>

#include <dlfcn.h>

#include "tests/site/three_sites.hpp"

namespace medisc::test {
namespace {

class Plugin : public ThreeSites {
 protected:
  void SetUp() override {
    library_.reset(::dlopen(FACADE_PLUGIN, RTLD_NOW | RTLD_LOCAL));
    ASSERT_NE(library_, nullptr) << ::dlerror();
  }

  template <class Function>
  Function* find(const char* name) const {
    return reinterpret_cast<Function*>(::dlsym(library_.get(), name));
  }

 private:
  struct Close {
    void operator()(void* library) const { ::dlclose(library); }
  };
  std::unique_ptr<void, Close> library_;
};

TEST_F(Plugin, CompilesAndSimulates) {
  auto* const exact = find<int(const char*, const char*, const char*, int)>("exact_records");
  ASSERT_NE(exact, nullptr);
  EXPECT_EQ(exact((breast() / "model.onnx").c_str(), (breast() / "ranges.csv").c_str(),
                  (breast() / "records.csv").c_str(), 5),
            5);
}

TEST_F(Plugin, OpensAHospital) {
  auto* const opens = find<bool(const char*)>("opens");
  ASSERT_NE(opens, nullptr);
  EXPECT_TRUE(opens(path("hospital.toml").c_str()));
  EXPECT_FALSE(opens(path("nothing.toml").c_str()));
}

}  // namespace
}  // namespace medisc::test
