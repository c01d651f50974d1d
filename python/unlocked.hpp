/// The interpreter's lock, given up while C++ works or waits.
#pragma once

#include <Python.h>

namespace medisc::python {

/// Where the interpreter ends meanwhile, taking the lock again ends the thread, by unwinding
/// its stack: this destructor lets that pass, where pybind11's would end the process. No Python
/// object may live in a frame that it unwinds.
class Unlocked {
 public:
  Unlocked() : state_(PyEval_SaveThread()) {}
  Unlocked(const Unlocked&) = delete;
  Unlocked& operator=(const Unlocked&) = delete;
  ~Unlocked() noexcept(false) { PyEval_RestoreThread(state_); }

 private:
  PyThreadState* state_;
};

}  // namespace medisc::python
