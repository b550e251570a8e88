//! Foreword's window.
